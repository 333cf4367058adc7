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
    Files.writeString(file, "tenants: {a: {}}");
    files = new TenantFiles(List.of(dir), Set.of("default"));
    assertThat(files.first().byName()).containsOnlyKeys("a");
  }

  @Test
  void aChangeIsTakenWhenTwoLooksSawTheSame() throws IOException {
    Files.writeString(file, "tenants: {a: {}, b: {}}");

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
    Files.writeString(file, "tenants: {a: {}, b: {}}");

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

    Files.writeString(file, "tenants: {a: {}}");
    assertThat(files.look()).isEqualTo(new Look.Same(true));
  }

  @Test
  void aFileThatIsGoneIsWrong() throws IOException {
    TenantFiles one = new TenantFiles(List.of(file), Set.of("default"));
    one.first();
    Files.delete(file);

    assertThat(one.look())
        .isEqualTo(new Look.Wrong(file + ": cannot be read (NoSuchFileException)"));
    assertThatThrownBy(() -> new TenantFiles(List.of(file), Set.of()).first())
        .hasMessageContaining("cannot be read");
  }

  /** As the kubelet does: a link to a directory is replaced by another. */
  @Test
  void aMountedVolumeIsSwappedByItsLink() throws IOException {
    Path volume = Files.createDirectory(dir.resolve("volume"));
    swap(volume, "..one", "tenants: {a: {}}");
    Files.createSymbolicLink(volume.resolve("t.yaml"), Path.of("..data/t.yaml"));
    TenantFiles mounted = new TenantFiles(List.of(volume), Set.of("default"));
    assertThat(mounted.first().byName()).containsOnlyKeys("a");

    swap(volume, "..two", "tenants: {c: {}}");
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
}
