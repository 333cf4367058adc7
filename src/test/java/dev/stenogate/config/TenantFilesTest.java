package dev.stenogate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.config.TenantFiles.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantFilesTest {
  @TempDir Path dir;
  private Path file;
  private TenantFiles files;

  @BeforeEach
  void oneTenant() throws IOException {
    file = dir.resolve("tenants.yaml");
    Files.writeString(file, listing("a"));
    files = new TenantFiles(List.of(dir), Set.of("default"), false);
    assertThat(files.first().byName()).containsOnlyKeys("a");
  }

  @Test
  void aChangeIsTakenWhenTwoLooksSawTheSame() throws IOException {
    Files.writeString(file, listing("a", "b"));

    assertThat(files.look()).isEqualTo(new Look.Same(true));
    assertThat(files.look())
        .isInstanceOfSatisfying(
            Look.Changed.class, c -> assertThat(c.tenants().byName()).containsOnlyKeys("a", "b"));
    assertThat(files.look()).isEqualTo(new Look.Same(true));
  }

  @Test
  void aFileThatIsStillBeingWrittenTakesNobodyAway() throws IOException {
    Files.writeString(file, "tenants: {}");
    files.look();
    Files.writeString(file, listing("a", "b"));

    assertThat(files.look()).isEqualTo(new Look.Same(true));
  }

  @Test
  void whatIsWrongIsToldOnceAndWhatHeldIsCurrentAgainWhenItComesBack() throws IOException {
    Files.writeString(file, "tenants: {a: {weight: x}}");
    files.look();

    assertThat(files.look())
        .isInstanceOfSatisfying(
            Look.Wrong.class, w -> assertThat(w.problem()).contains("tenants.a.weight"));
    assertThat(files.look()).isEqualTo(new Look.Same(false));

    Files.writeString(file, listing("a"));
    assertThat(files.look()).isEqualTo(new Look.Same(true));
  }

  @Test
  void aFileThatIsGoneIsWrong() throws IOException {
    TenantFiles one = new TenantFiles(List.of(file), Set.of("default"), false);
    one.first();
    Files.delete(file);

    assertThat(one.look())
        .isEqualTo(new Look.Wrong(file + ": cannot be read (NoSuchFileException)"));
    assertThatThrownBy(() -> new TenantFiles(List.of(file), Set.of(), false).first())
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aMistakeThatComesBackIsToldAgain() throws IOException {
    for (int i = 0; i < 2; i++) {
      Files.writeString(file, "tenants: {a: {weight: !!int x}}");
      files.look();
      assertThat(files.look()).isInstanceOf(Look.Wrong.class);
      Files.writeString(file, listing("a"));
      assertThat(files.look()).isEqualTo(new Look.Same(true));
    }
  }

  @Test
  void aFileThatIsEmptiedTakesNobodyAway() throws IOException {
    Files.writeString(file, "");
    files.look();

    assertThat(files.look()).isEqualTo(new Look.Wrong("tenants: none (expected: at least one)"));
  }

  @Test
  void tenantsThatNobodyCanBeKnownToBeAreAMistake() throws IOException {
    Files.writeString(file, "tenants: {a: {}}");
    files.look();

    assertThat(files.look())
        .isEqualTo(
            new Look.Wrong(
                "tenants: no keys and no identities (expected: a way to know a caller)"));
  }

  @Test
  void whoIsAnonymousNeedsATenantToBeOf() {
    TenantFiles nameless = new TenantFiles(List.of(dir), Set.of("default"), true);

    assertThatThrownBy(nameless::first).hasMessageStartingWith("tenants: no 'default'");
  }

  /** As the kubelet does: a link to a directory is replaced by another. */
  @Test
  void aMountedVolumeIsSwappedByItsLink() throws IOException {
    Path volume = Files.createDirectory(dir.resolve("volume"));
    swap(volume, "..one", listing("a"));
    Files.createSymbolicLink(volume.resolve("t.yaml"), Path.of("..data/t.yaml"));
    TenantFiles mounted = new TenantFiles(List.of(volume), Set.of("default"), false);
    assertThat(mounted.first().byName()).containsOnlyKeys("a");

    swap(volume, "..two", listing("c"));
    mounted.look();

    assertThat(mounted.look())
        .isInstanceOfSatisfying(
            Look.Changed.class, c -> assertThat(c.tenants().byName()).containsOnlyKeys("c"));
  }

  private static void swap(Path volume, String name, String text) throws IOException {
    Files.writeString(Files.createDirectory(volume.resolve(name)).resolve("t.yaml"), text);
    Path link = Files.createSymbolicLink(volume.resolve("..tmp"), Path.of(name));
    Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** A file with these tenants, the first of which has a key. */
  private static String listing(String... names) {
    return "tenants: {%s}%nkeys: [{id: abcd, tenant: %s, sha256: %s}]"
        .formatted(
            Stream.of(names).map(name -> name + ": {}").collect(Collectors.joining(", ")),
            names[0],
            "0".repeat(64));
  }
}
