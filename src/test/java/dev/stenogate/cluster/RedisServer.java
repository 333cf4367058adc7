package dev.stenogate.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real Redis on this machine, as a process of its own, that can be killed and come back. */
public final class RedisServer implements AutoCloseable {
  private static final String MISSING =
      "redis-server is not installed: apt-get install redis-server";

  private static final Duration UP_MAX = Duration.ofSeconds(10);

  private final Path directory;
  private final List<String> options;
  private final int port;
  private Process process;

  private RedisServer(Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = options;
  }

  /**
   * Starts one that keeps nothing when it is killed, unless the options say otherwise.
   *
   * @param options such as {@code --appendonly yes}
   */
  public static RedisServer start(Path directory, String... options) throws IOException {
    RedisServer server = new RedisServer(directory, freePort(), List.of(options));
    server.again();
    return server;
  }

  /** Starts it again at the same port, in the same directory. */
  public void again() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("redis-server", "--bind", "127.0.0.1", "--save", "", "--dir", "" + directory));
    if (!options.contains("--tls-port")) {
      command.addAll(List.of("--port", Integer.toString(port)));
    }
    options.forEach(o -> command.add(o.replace("PORT", Integer.toString(port))));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new AssertionError(MISSING, e);
    }
    long deadline = System.nanoTime() + UP_MAX.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError(Files.readString(directory.resolve("redis.log")));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  public int port() {
    return port;
  }

  /** Its process, to be stopped and continued. */
  public Process process() {
    return process;
  }

  /** As a power cut does. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new AssertionError("redis-server cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
