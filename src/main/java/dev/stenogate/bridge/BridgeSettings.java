package dev.stenogate.bridge;

import java.net.URI;
import java.time.Duration;

/**
 * How the bridge runs.
 *
 * @param port to listen on, 0..65535; 0 takes a free one. SageMaker expects 8080
 * @param upstream the vLLM Realtime server, {@code ws://host:port/path}
 * @param health what {@code /ping} asks, {@code http://host:port/path}
 * @param sessionsMax sessions at one time, 0 for any number
 * @param handshakeTimeout for the connection to vLLM, before SageMaker's handshake is refused
 * @param healthTimeout for one answer of vLLM's health; below SageMaker's own bound of 2 s
 * @param healthMaxAge how long an answer of vLLM's health is given again
 * @param drainTimeout for open sessions to end by themselves after SIGTERM; SageMaker kills a
 *     container 30 s after it
 */
public record BridgeSettings(
    int port,
    URI upstream,
    URI health,
    int sessionsMax,
    Duration handshakeTimeout,
    Duration healthTimeout,
    Duration healthMaxAge,
    Duration drainTimeout) {
  static final int PORT = 8080;
  static final URI UPSTREAM = URI.create("ws://localhost:8081/v1/realtime");
  static final URI HEALTH = URI.create("http://localhost:8081/health");
  static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  static final Duration HEALTH_TIMEOUT = Duration.ofMillis(1_500);
  static final Duration HEALTH_MAX_AGE = Duration.ofSeconds(1);
  static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(25);

  public BridgeSettings {
    require(port >= 0 && port <= 65_535, "port", port, "0..65535");
    require("ws".equals(upstream.getScheme()), "upstream", upstream, "ws://host:port/path");
    require(upstream.getHost() != null, "upstream", upstream, "ws://host:port/path");
    require("http".equals(health.getScheme()), "health", health, "http://host:port/path");
    require(health.getHost() != null, "health", health, "http://host:port/path");
    require(sessionsMax >= 0, "sessionsMax", sessionsMax, "0 for none, or a count");
    requireTime("handshakeTimeout", handshakeTimeout);
    requireTime("healthTimeout", healthTimeout);
    requireTime("healthMaxAge", healthMaxAge);
    requireTime("drainTimeout", drainTimeout);
  }

  /** The model container's layout: SageMaker on 8080, vLLM on 8081, no cap. */
  public static BridgeSettings defaults() {
    return new BridgeSettings(
        PORT,
        UPSTREAM,
        HEALTH,
        0,
        HANDSHAKE_TIMEOUT,
        HEALTH_TIMEOUT,
        HEALTH_MAX_AGE,
        DRAIN_TIMEOUT);
  }

  private static void requireTime(String name, Duration value) {
    boolean within = value.toMillis() >= 1 && value.compareTo(Duration.ofMinutes(10)) <= 0;
    require(within, name, value, "PT0.001S..PT10M");
  }

  private static void require(boolean holds, String name, Object seen, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, seen, expected));
    }
  }
}
