package dev.stenogate.localstack.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A server of the stack as a process that can be killed and started again at its port. */
final class ServerProcess implements AutoCloseable {
  private static final Duration LISTENING_MAX = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private final String name;
  private final int port;
  private final List<String> command;
  private final Path log;
  private Process process;

  /**
   * Starts it; {@link #awaitListening} says when it can be called.
   *
   * @param port that it listens on, the last one where there are several
   */
  ServerProcess(String name, int port, Path logs, List<String> command) {
    this.name = name;
    this.port = port;
    this.command = List.copyOf(command);
    this.log = logs.resolve(name + ".log");
    start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "end-" + name)); // Ctrl-C, SIGTERM
  }

  /** The command line of a program on this process's class path, with a small heap. */
  static List<String> javaMain(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(smallJvm());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Options of a JVM that starts fast, and lives beside many others on few cores. */
  static List<String> smallJvm() {
    return List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  int port() {
    return port;
  }

  /** {@code kill -9}, and it is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again if it is dead, or lives and does not listen any more. */
  void revive() {
    if (!process.isAlive() || !isListening()) {
      kill();
      start();
    }
  }

  /**
   * Waits until somebody accepts at its port.
   *
   * @throws IllegalStateException with its log if it ended, or takes longer than a minute
   */
  void awaitListening() {
    long deadline = System.nanoTime() + LISTENING_MAX.toNanos();
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(name + " does not listen; its log:\n" + log());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void start() {
    ProcessBuilder builder = new ProcessBuilder(command);
    // Not as an argument: the path is longer than what some libraries take of a command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isListening() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
