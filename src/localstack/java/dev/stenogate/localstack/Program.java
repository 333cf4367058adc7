package dev.stenogate.localstack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The packaged program as a process, jar or native executable: whatever was built last into {@code
 * target}, or the native executable that the environment variable {@code STENOGATE_NATIVE} names.
 */
public final class Program {
  private static final Path TARGET = Path.of("target");

  private Program() {}

  /**
   * The command line that runs it.
   *
   * @param jvmOptions of these a native executable gets only the heap's bound
   * @param config system properties, which both understand
   * @throws IllegalStateException when it was not packaged
   */
  public static List<String> command(
      List<String> jvmOptions, Map<String, String> config, String... arguments) {
    List<String> command = new ArrayList<>();
    Path built = built();
    boolean isJar = built.toString().endsWith(".jar");
    if (isJar) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.addAll(jvmOptions);
      config.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(List.of("-jar", built.toString()));
    } else {
      command.add(built.toAbsolutePath().toString());
      jvmOptions.stream().filter(option -> option.startsWith("-Xmx")).forEach(command::add);
      config.forEach((key, value) -> command.add("-D" + key + "=" + value));
    }
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it with both outputs in a file. */
  static Process start(List<String> command, Path log) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path built() {
    String executable = System.getenv("STENOGATE_NATIVE");
    if (executable != null && !executable.isEmpty()) {
      return Path.of(executable);
    }
    Properties artifact = new Properties();
    try (Reader reader = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
      artifact.load(reader);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the program is not in target (expected: mvn package ran before)", e);
    }
    return TARGET.resolve(artifact.getProperty("path"));
  }
}
