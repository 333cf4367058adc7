package dev.stenogate.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The gRPC port's TLS and connections: {@code stenogate.server}. */
public interface ServerConfig {
  /** Whether the port speaks plaintext, where something else sees to privacy. */
  @WithDefault("false")
  boolean plaintext();

  /** The certificate that callers see, and those that callers may show. */
  Tls tls();

  /** Connections at one time, 1 to 1,000,000. */
  @WithDefault("2000")
  int connectionsMax();

  /**
   * Connections at one time from one address, or from one /64 of IPv6; 0: as many as in all.
   * Callers behind one proxy or NAT have one address.
   */
  @WithDefault("200")
  int connectionsPerPeerMax();

  /** A connection on which nobody was let in for so long is closed. */
  @WithDefault("10s")
  Duration unauthenticatedTimeout();

  /**
   * What a connection may keep of the headers of its calls, credentials among them, in bytes, 0 to
   * 4,096. HTTP/2's own default; see docs/privacy.md before it is made less.
   */
  @WithDefault("4096")
  int headerTableBytes();

  /** Credentials that are refused, by address. */
  Attempts attempts();

  /** PEM files; read again when they change. */
  interface Tls {
    /** The chain, the server's own certificate first. */
    Optional<Path> certificate();

    /** Its key, not encrypted. */
    Optional<Path> key();

    /** Who vouches for callers' certificates. */
    Optional<Path> clientCa();

    /** Whether callers show a certificate. */
    @WithDefault("none")
    ClientAuth clientAuth();

    /** Between two looks at the files, 1 s to 1 h. */
    @WithDefault("10s")
    Duration reloadPeriod();
  }

  /** Whether callers show a certificate. */
  enum ClientAuth {
    NONE,
    /** One that is shown must be good. */
    REQUEST,
    REQUIRE
  }

  /** Credentials that are refused, by address: a token bucket. */
  interface Attempts {
    /** That one address may have refused at once, 0 to 10,000; 0: no limit. */
    @WithDefault("20")
    int burst();

    /** That it may have refused from then on, 0.01 to 1,000 a second. */
    @WithDefault("1")
    double perSecond();
  }
}
