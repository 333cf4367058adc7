package dev.stenogate.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged gateway as a process of its own, on this machine. */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP_MAX = Duration.ofSeconds(20);

  private final List<String> jvmOptions;
  private final Map<String, String> config;
  private final Process process;
  private final Path log;
  private final int port;
  private final int managementPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private GatewayProcess(List<String> jvmOptions, Map<String, String> config) {
    Map<String, String> all = new LinkedHashMap<>(config);
    this.port = portOf(all, "quarkus.grpc.server.port");
    this.managementPort = portOf(all, "quarkus.management.port");
    all.put("quarkus.grpc.server.host", "127.0.0.1");
    all.put("quarkus.management.host", "127.0.0.1");
    all.putIfAbsent("stenogate.auth.anonymous", "true");
    all.putIfAbsent("stenogate.server.plaintext", "true");
    this.jvmOptions = jvmOptions;
    this.config = all;
    try {
      this.log = Files.createTempFile("stenogate-gateway", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process = Program.start(Program.command(jvmOptions, all, "serve"), log);
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param jvmOptions such as {@code -Xmx128m}
   * @param config where it names ports, as a replica's that comes back at its address, they are
   *     taken; else free ones are
   * @throws IllegalStateException with the end of its log when it does not become ready
   */
  public static GatewayProcess start(List<String> jvmOptions, Map<String, String> config) {
    GatewayProcess gateway = new GatewayProcess(jvmOptions, config);
    gateway.awaitReady();
    return gateway;
  }

  /** Starts it again with the same configuration at the same ports, once it has ended. */
  public GatewayProcess again() {
    return start(jvmOptions, config);
  }

  /** Port of the gRPC API. */
  public int port() {
    return port;
  }

  /** Port of health, metrics and the fleet. */
  public int managementPort() {
    return managementPort;
  }

  /** Its log so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it answers at a path of its management port. */
  public String management(String path) {
    try {
      return get(path).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process, to be watched or killed. */
  public Process process() {
    return process;
  }

  /**
   * Stops it as the kubelet does, and waits until it is gone.
   *
   * @throws AssertionError if its log says a secret, or something that was said
   */
  @Override
  public void close() {
    stop();
    LogScan.assertClean(log(), config);
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A port that nothing listens on at the moment. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int portOf(Map<String, String> config, String key) {
    return Integer.parseInt(config.computeIfAbsent(key, _ -> Integer.toString(freePort())));
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        stop();
        throw new IllegalStateException("the gateway did not become ready; its log:\n" + log());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean isReady() {
    try {
      return get("/health/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private java.net.http.HttpResponse<String> get(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
