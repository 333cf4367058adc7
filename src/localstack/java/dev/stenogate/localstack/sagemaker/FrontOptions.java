package dev.stenogate.localstack.sagemaker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a front behaves.
 *
 * @param listen where callers reach it
 * @param keys what their signatures are checked with
 * @param endpoints endpoint name to container: {@code ws://host:port}
 * @param session what a stream lives through
 */
public record FrontOptions(Listen listen, Keys keys, Map<String, URI> endpoints, Session session) {
  /**
   * Where callers reach the front.
   *
   * @param host address to listen on
   * @param port 0: a free one
   * @param tls TLS with ALPN {@code h2}; else HTTP/2 with prior knowledge
   * @param tlsNames names of this host in the certificate, besides localhost and 127.0.0.1
   * @param tlsDirectory where the certificate is kept and found again; empty: a directory of the
   *     process
   * @param streamsMax {@code MAX_CONCURRENT_STREAMS} of a connection
   * @param windowBytes initial flow-control window of a stream, for what callers send
   */
  public record Listen(
      String host,
      int port,
      boolean tls,
      List<String> tlsNames,
      Optional<Path> tlsDirectory,
      long streamsMax,
      int windowBytes) {
    /** TLS on a free port of the loopback address. */
    public static final Listen DEFAULT =
        new Listen("127.0.0.1", 0, true, List.of(), Optional.empty(), 128, 65_535);

    /** Makes the list unmodifiable. */
    public Listen {
      tlsNames = List.copyOf(tlsNames);
    }
  }

  /**
   * What signatures are checked with.
   *
   * @param region in the scope of every signature
   * @param accessKeyId the one key that is known
   * @param secretAccessKey its secret
   * @param sessionToken expected in {@code x-amz-security-token}; empty: none
   */
  public record Keys(
      String region, String accessKeyId, String secretAccessKey, String sessionToken) {
    /** The keys of the local stack: known to everybody, and worth nothing. */
    public static final Keys DEFAULT =
        new Keys("eu-west-1", "AKIDLOCALSTACK", "local-stack-secret", "");

    /** The same key and region with another secret. */
    public Keys withSecret(String secret) {
      return new Keys(region, accessKeyId, secret, sessionToken);
    }

    /** Names the key, never the secret. */
    @Override
    public String toString() {
      return "Keys[" + region + ", " + accessKeyId + "]";
    }
  }

  /**
   * What a stream lives through.
   *
   * @param variant told in {@code x-amzn-invoked-production-variant} when the caller names none
   * @param limit longest life of a stream after its 200; the service's is 30 minutes
   * @param ending how the limit ends a stream; how the service does is not documented
   * @param containerPingPeriod time between WebSocket pings to the container; the service's is 60 s
   * @param closeNormallyEndsStream whether close code 1000 of the container ends the stream in good
   *     order; else it is a {@code ModelStreamError} like any other code. Which of them the service
   *     does is not documented
   */
  public record Session(
      String variant,
      Duration limit,
      Fault ending,
      Duration containerPingPeriod,
      boolean closeNormallyEndsStream) {
    /** What is known of the service. */
    public static final Session DEFAULT =
        new Session(
            "AllTraffic",
            Duration.ofMinutes(30),
            new Fault.ModelStreamError("SESSION_LIMIT", "The session lasted too long"),
            Duration.ofSeconds(60),
            false);
  }

  /** Makes the map unmodifiable. */
  public FrontOptions {
    endpoints = Map.copyOf(endpoints);
  }

  /** TLS on a free port of the loopback address, and what is known of the service. */
  public static FrontOptions of(Map<String, URI> endpoints) {
    return new FrontOptions(Listen.DEFAULT, Keys.DEFAULT, endpoints, Session.DEFAULT);
  }

  /** The same, reached in another way. */
  public FrontOptions with(Listen other) {
    return new FrontOptions(other, keys, endpoints, session);
  }

  /** The same with other keys. */
  public FrontOptions with(Keys other) {
    return new FrontOptions(listen, other, endpoints, session);
  }

  /** The same with other sessions. */
  public FrontOptions with(Session other) {
    return new FrontOptions(listen, keys, endpoints, other);
  }

  /** The same without TLS. */
  public FrontOptions plaintext() {
    return with(
        new Listen(
            listen.host,
            listen.port,
            false,
            listen.tlsNames,
            listen.tlsDirectory,
            listen.streamsMax,
            listen.windowBytes));
  }
}
