package dev.stenogate.config;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML into maps, lists and strings. */
final class YamlText {
  /** Longest file, in characters. */
  static final int CHARS_MAX = 4 * 1024 * 1024;

  private static final int DEPTH_MAX = 20;

  private YamlText() {}

  /**
   * Reads one document.
   *
   * @param name of the file, for errors
   */
  static YamlSection read(String name, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setCodePointLimit(CHARS_MAX);
    DumperOptions dumper = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(dumper),
            dumper,
            options,
            new StringsOnly());
    try {
      Object document = yaml.load(text);
      if (document != null && !(document instanceof Map)) {
        throw new ConfigException(name, "no mapping (expected: tenants, keys or defaults)");
      }
      return YamlSection.of("", document == null ? Map.of() : document);
    } catch (MarkedYAMLException e) {
      // The library's own words quote the file, which may hold what is not for a log.
      String where =
          e.getProblemMark() == null
              ? ""
              : " at line %d, column %d"
                  .formatted(e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1);
      throw new ConfigException(name, "not YAML, or not of its simple part" + where);
    } catch (YAMLException | NumberFormatException _) { // A tag such as !!int may lie.
      throw new ConfigException(
          name, "not YAML, or beyond %d characters or %d levels".formatted(CHARS_MAX, DEPTH_MAX));
    }
  }

  /** A hash of digits is no number, and {@code no} is no boolean. */
  private static final class StringsOnly extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
