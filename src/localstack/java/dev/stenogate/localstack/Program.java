package dev.stenogate.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged program as a process: the jar of {@code target/quarkus-app}, or the native
 * executable that the environment variable {@code STENOGATE_NATIVE} names.
 */
public final class Program {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private Program() {}

  /**
   * The command line that runs it.
   *
   * @param jvmOptions left out for a native executable
   * @param config system properties, which both understand
   * @throws IllegalStateException when it was not packaged
   */
  public static List<String> command(
      List<String> jvmOptions, Map<String, String> config, String... arguments) {
    List<String> command = new ArrayList<>();
    String executable = System.getenv("STENOGATE_NATIVE");
    if (executable == null || executable.isEmpty()) {
      if (!Files.exists(JAR)) {
        throw new IllegalStateException(JAR + " is missing (expected: mvn package ran before)");
      }
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.addAll(jvmOptions);
      config.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(List.of("-jar", JAR.toString()));
    } else {
      command.add(executable);
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
}
