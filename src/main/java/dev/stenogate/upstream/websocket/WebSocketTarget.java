package dev.stenogate.upstream.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One vLLM Realtime server and how to reach it.
 *
 * @param uri {@code ws} or {@code wss}; without a path it is {@code /v1/realtime}
 * @param model the name that the server serves the model by
 * @param headers of the handshake, such as {@code Authorization}; never shown
 * @param connectTimeout for name, TCP, TLS and handshake together, 1 ms to 5 min
 * @param pingInterval between two pings, 1 ms to 1 h
 * @param pongTimeout how long a ping may stay without any frame in answer before the connection
 *     counts as lost, at most the interval
 * @param trustedCaPem the certificates to trust instead of the platform's, as PEM text
 */
public record WebSocketTarget(
    URI uri,
    String model,
    Map<String, String> headers,
    Duration connectTimeout,
    Duration pingInterval,
    Duration pongTimeout,
    Optional<String> trustedCaPem) {
  private static final String DEFAULT_PATH = "/v1/realtime";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT_MAX = Duration.ofMinutes(5);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(15);
  private static final Duration PING_INTERVAL_MAX = Duration.ofHours(1);
  private static final Duration PONG_TIMEOUT = Duration.ofSeconds(10);

  public WebSocketTarget {
    if (!"ws".equals(uri.getScheme()) && !"wss".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "uri: %s://… (expected: ws:// or wss://)".formatted(uri.getScheme()));
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "uri: %s://… (expected: a host, and neither user nor fragment)"
              .formatted(uri.getScheme()));
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("model: blank (expected: the served model's name)");
    }
    requireWithin("connectTimeout", connectTimeout, CONNECT_TIMEOUT_MAX);
    requireWithin("pingInterval", pingInterval, PING_INTERVAL_MAX);
    requireWithin("pongTimeout", pongTimeout, pingInterval);
    trustedCaPem.ifPresent(WebSocketTarget::requireCertificates);
    headers = Map.copyOf(headers);
  }

  /** A server with the usual bounds: 5 s to connect, a ping each 15 s with 10 s to answer. */
  public static WebSocketTarget of(URI uri, String model) {
    return new WebSocketTarget(
        uri, model, Map.of(), CONNECT_TIMEOUT, PING_INTERVAL, PONG_TIMEOUT, Optional.empty());
  }

  /** The same server, with one more header of the handshake. */
  public WebSocketTarget withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new WebSocketTarget(
        uri, model, more, connectTimeout, pingInterval, pongTimeout, trustedCaPem);
  }

  /** The same server, trusted by these certificates alone. */
  public WebSocketTarget withTrustedCa(String pem) {
    return new WebSocketTarget(
        uri, model, headers, connectTimeout, pingInterval, pongTimeout, Optional.of(pem));
  }

  /** The same server, with another bound on the time to connect. */
  public WebSocketTarget withConnectTimeout(Duration timeout) {
    return new WebSocketTarget(
        uri, model, headers, timeout, pingInterval, pongTimeout, trustedCaPem);
  }

  /** The same server, with other bounds on its silence. */
  public WebSocketTarget withKeepalive(Duration interval, Duration timeout) {
    return new WebSocketTarget(
        uri, model, headers, connectTimeout, interval, timeout, trustedCaPem);
  }

  boolean tls() {
    return uri.getScheme().equals("wss");
  }

  /** The host as sockets want it: an IPv6 address without its brackets. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() != -1 ? uri.getPort() : tls() ? 443 : 80;
  }

  String pathAndQuery() {
    String path = uri.getRawPath();
    String asked = path == null || path.isEmpty() || path.equals("/") ? DEFAULT_PATH : path;
    return uri.getRawQuery() == null ? asked : asked + "?" + uri.getRawQuery();
  }

  /** Names the server in logs; headers and query may hold secrets and stay out. */
  @Override
  public String toString() {
    return "%s://%s:%d".formatted(uri.getScheme(), uri.getHost(), port());
  }

  private static void requireCertificates(String pem) {
    try (InputStream text = new ByteArrayInputStream(pem.getBytes(US_ASCII))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(text).isEmpty()) {
        throw new CertificateException("none found");
      }
    } catch (CertificateException | IOException e) {
      throw new IllegalArgumentException(
          "trustedCaPem: %d characters without a certificate (expected: X.509 as PEM)"
              .formatted(pem.length()),
          e);
    }
  }

  private static void requireWithin(String name, Duration value, Duration max) {
    if (value.toMillis() < 1 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: PT0.001S..%s)".formatted(name, value, max));
    }
  }
}
