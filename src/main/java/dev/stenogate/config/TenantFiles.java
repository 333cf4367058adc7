package dev.stenogate.config;

import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files with tenants, looked at again and again. What is new is taken when two looks in a row saw
 * the same, for a file may be seen half written; and whole, or not at all. Confined.
 */
final class TenantFiles {
  private static final int FILES_MAX = 1_000;

  /** What a look found. */
  sealed interface Look {
    /**
     * Nothing new.
     *
     * @param current whether what holds is what the files say
     */
    record Same(boolean current) implements Look {}

    record Changed(Tenants tenants) implements Look {}

    /** What holds goes on to hold. Told once for each content. */
    record Wrong(String problem) implements Look {}
  }

  private final List<Path> places;
  private final Set<String> pools;
  private final boolean anonymous;
  private Map<String, String> taken = Map.of();
  private Map<String, String> seen = Map.of();
  private Map<String, String> refused = Map.of();
  private String problem = "";

  /**
   * Looks at those files.
   *
   * @param places files, and directories of files that end in .yaml or .yml
   * @param pools that there are
   * @param anonymous whether calls without a credential are taken
   */
  TenantFiles(List<Path> places, Set<String> pools, boolean anonymous) {
    this.anonymous = anonymous;
    this.places = List.copyOf(places);
    this.pools = pools;
  }

  /** The first look: whatever is wrong is the caller's to tell. */
  Tenants first() {
    Map<String, String> texts = texts();
    Tenants tenants = read(texts);
    taken = texts;
    seen = texts;
    return tenants;
  }

  /** Looks again. */
  Look look() {
    try {
      Map<String, String> texts = texts();
      boolean settled = texts.equals(seen);
      seen = texts;
      if (texts.equals(taken)) {
        problem = "";
        refused = Map.of();
        return new Look.Same(true);
      }
      if (!settled || texts.equals(refused)) {
        return new Look.Same(problem.isEmpty());
      }
      refused = texts; // Until it is read well.
      Tenants tenants = read(texts);
      taken = texts;
      problem = "";
      return new Look.Changed(tenants);
    } catch (ConfigException e) {
      return wrong(e.getMessage());
    } catch (RuntimeException e) {
      return wrong("a defect of the gateway: " + e.getClass().getName()); // It may quote the file.
    }
  }

  private Tenants read(Map<String, String> texts) {
    Tenants tenants = TenantsFile.read(texts, pools);
    if (anonymous && tenants.named(Tenant.DEFAULT.name()).isEmpty()) {
      throw new ConfigException(
          "tenants",
          "no '%s' (expected: it says what calls without a credential may, which stenogate.auth.anonymous lets in)"
              .formatted(Tenant.DEFAULT.name()));
    }
    if (!anonymous && tenants.keys().isEmpty() && tenants.identities().isEmpty()) {
      throw new ConfigException(
          "tenants", "no keys and no identities (expected: a way to know a caller)");
    }
    return tenants;
  }

  private Look wrong(String now) {
    if (now.equals(problem)) {
      return new Look.Same(problem.isEmpty());
    }
    problem = now;
    return new Look.Wrong(now);
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    for (Path place : places) {
      for (Path file : files(place)) {
        texts.put(file.toString(), text(file));
      }
    }
    return texts;
  }

  private static List<Path> files(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> inside = Files.list(place)) {
      List<Path> files = inside.filter(TenantFiles::isYaml).sorted().limit(FILES_MAX + 1L).toList();
      if (files.size() > FILES_MAX) {
        throw new ConfigException(
            place.toString(), "more than %d files (expected: at most)".formatted(FILES_MAX));
      }
      return files;
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  /** Not what a mounted volume keeps for itself, whose names begin with a dot. */
  private static boolean isYaml(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".")
        && (name.endsWith(".yaml") || name.endsWith(".yml"))
        && Files.isRegularFile(file);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > YamlText.CHARS_MAX) {
        throw new ConfigException(
            file.toString(),
            "%d bytes (expected: at most %d)".formatted(Files.size(file), YamlText.CHARS_MAX));
      }
      return Files.readString(file);
    } catch (MalformedInputException _) {
      throw new ConfigException(file.toString(), "not UTF-8");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ConfigException unreadable(Path path, IOException e) {
    return new ConfigException(
        path.toString(), "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
  }
}
