package dev.stenogate.config;

import dev.stenogate.config.ServerConfig.ClientAuth;
import dev.stenogate.rpc.DoorLimits;
import dev.stenogate.rpc.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the gRPC port does with TLS and connections, validated.
 *
 * @param tls empty: plaintext
 * @param reloadPeriod between two looks at the files of TLS
 */
record ServerSettings(Optional<TlsFiles> tls, Duration reloadPeriod, DoorLimits limits) {
  private static final String KEY = "stenogate.server.";
  private static final int CONNECTIONS_MAX = 1_000_000;
  private static final int BURST_MAX = 10_000;
  private static final double PER_SECOND_MIN = 0.01;
  private static final double PER_SECOND_MAX = 1_000;
  private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
  private static final Duration TIMEOUT_MAX = Duration.ofHours(1);
  private static final Duration RELOAD_MIN = Duration.ofSeconds(1);

  /** Each of these would make another TLS than ours. */
  private static final List<String> FOREIGN_KEYS =
      List.of(
          "quarkus.grpc.server.ssl.certificate",
          "quarkus.grpc.server.ssl.key",
          "quarkus.grpc.server.ssl.key-store",
          "quarkus.grpc.server.ssl.trust-store");

  private static final String FOREIGN_PLAINTEXT = "quarkus.grpc.server.plain-text";

  /**
   * @param foreign values of keys that are not ours; empty: not set
   * @param mustSay whether plaintext has to be asked for
   */
  static ServerSettings of(
      ServerConfig config, Function<String, Optional<String>> foreign, boolean mustSay) {
    refuseForeign(foreign);
    return new ServerSettings(
        tls(config, mustSay),
        within("tls.reload-period", config.tls().reloadPeriod(), RELOAD_MIN),
        limits(config));
  }

  /** Who is known by a certificate must be able to show one. */
  void requireCallersCertificates() {
    if (tls.flatMap(TlsFiles::clientCa).isEmpty()) {
      throw new ConfigException(
          "stenogate.auth.certificates.enabled",
          "true, but nobody is asked for one (expected: stenogate.server.tls.client-auth=request or"
              + " require, with client-ca)");
    }
  }

  private static void refuseForeign(Function<String, Optional<String>> foreign) {
    for (String key : FOREIGN_KEYS) {
      if (foreign.apply(key).isPresent()) {
        throw new ConfigException(
            key, "not served (expected: stenogate.server.tls.certificate and .key)");
      }
    }
    if (foreign.apply(FOREIGN_PLAINTEXT).filter("false"::equals).isPresent()) {
      throw new ConfigException(
          FOREIGN_PLAINTEXT, "not served (expected: stenogate.server.tls.certificate and .key)");
    }
  }

  private static Optional<TlsFiles> tls(ServerConfig config, boolean mustSay) {
    ServerConfig.Tls tls = config.tls();
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      boolean certificate = tls.certificate().isPresent();
      throw problem(
          certificate ? "tls.certificate" : "tls.key",
          "set without tls.%s (expected: both or none)"
              .formatted(certificate ? "key" : "certificate"));
    }
    if (tls.certificate().isEmpty()) {
      if (mustSay && !config.plaintext()) {
        throw problem(
            "tls.certificate",
            "none (expected: PEM files of the certificate and in tls.key of its key; or"
                + " stenogate.server.plaintext=true where something else sees to privacy)");
      }
      refuseCallersCertificates(tls);
      return Optional.empty();
    }
    if (config.plaintext()) {
      throw problem("plaintext", "true beside tls.certificate (expected: one of them)");
    }
    return Optional.of(
        new TlsFiles(tls.certificate().get(), tls.key().get(), clientCa(tls), isRequired(tls)));
  }

  private static Optional<Path> clientCa(ServerConfig.Tls tls) {
    boolean asked = tls.clientAuth() != ClientAuth.NONE;
    if (asked && tls.clientCa().isEmpty()) {
      throw problem("tls.client-ca", "none (expected: a PEM file, for client-auth is on)");
    }
    if (!asked && tls.clientCa().isPresent()) {
      throw problem("tls.client-auth", "none beside client-ca (expected: request or require)");
    }
    return tls.clientCa();
  }

  private static boolean isRequired(ServerConfig.Tls tls) {
    return tls.clientAuth() == ClientAuth.REQUIRE;
  }

  private static void refuseCallersCertificates(ServerConfig.Tls tls) {
    if (tls.clientAuth() != ClientAuth.NONE || tls.clientCa().isPresent()) {
      throw problem("tls.certificate", "none beside client-auth or client-ca (expected: PEM file)");
    }
  }

  private static DoorLimits limits(ServerConfig config) {
    int connections = within("connections-max", config.connectionsMax(), 1, CONNECTIONS_MAX);
    int perPeer =
        within("connections-per-peer-max", config.connectionsPerPeerMax(), 0, CONNECTIONS_MAX);
    return new DoorLimits(
        connections,
        perPeer == 0 ? connections : perPeer,
        within("unauthenticated-timeout", config.unauthenticatedTimeout(), TIMEOUT_MIN).toNanos(),
        within("header-table-bytes", config.headerTableBytes(), 0, DoorLimits.HEADER_TABLE_BYTES),
        within("attempts.burst", config.attempts().burst(), 0, BURST_MAX),
        perSecond(config.attempts().perSecond()));
  }

  private static double perSecond(double value) {
    if (!(value >= PER_SECOND_MIN && value <= PER_SECOND_MAX)) {
      throw problem(
          "attempts.per-second",
          "%s (expected: %s..%s)".formatted(value, PER_SECOND_MIN, PER_SECOND_MAX));
    }
    return value;
  }

  private static int within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw problem(key, "%d (expected: %d..%d)".formatted(value, least, most));
    }
    return value;
  }

  private static Duration within(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(TIMEOUT_MAX) > 0) {
      throw problem(key, "%s (expected: %s..%s)".formatted(value, least, TIMEOUT_MAX));
    }
    return value;
  }

  private static ConfigException problem(String key, String problem) {
    return new ConfigException(KEY + key, problem);
  }
}
