package dev.stenogate.config;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may call, and how it is known: {@code stenogate.auth}. API keys are taken where there are
 * tenants' files; everything else where it is set. {@link AuthSettings} validates it.
 */
public interface AuthConfig {
  /** Whether calls without a credential are taken, as of one tenant. */
  @WithDefault("false")
  boolean anonymous();

  /** Issuers of tokens, by the operator's name for them. */
  Map<String, Jwt> jwt();

  /** Tokens of the cluster's service accounts. */
  Kubernetes kubernetes();

  /** Certificates of clients. */
  Certificates certificates();

  /**
   * How long a call may go on when its credential has expired or its key was removed. Default: to
   * its end. One that is revoked ends calls at once.
   */
  Optional<Duration> credentialGrace();

  /** One issuer. */
  interface Jwt {
    /** {@code iss} of its tokens, to the letter. */
    String issuer();

    /** One of these must be in {@code aud}. */
    List<String> audience();

    /** Where its keys are: https. */
    URI jwksUrl();

    /** The claim that names the tenant, a string or a list; {@code a/b} for one in an object. */
    @WithDefault("sub")
    String tenantClaim();

    /** Algorithms of signatures that are believed; asymmetric ones alone. */
    @WithDefault("RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
    List<String> algorithms();

    /** How far its clock and this one may be apart, at most 5 min. */
    @WithDefault("30s")
    Duration clockSkew();

    /** PEM file of the certificates to trust instead of the JDK's. */
    Optional<Path> trustedCa();

    /** Age at which keys are fetched again, 10 s to 24 h. */
    @WithDefault("15m")
    Duration refresh();

    /** Age up to which keys are believed while they cannot be fetched, at most 7 d. */
    @WithDefault("24h")
    Duration keep();
  }

  /** How tokens of service accounts are verified. */
  interface Kubernetes {
    @WithDefault("off")
    Mode mode();

    /** What tokens must be meant for: {@code audience} of a projected volume. */
    @WithDefault("stenogate")
    List<String> audience();

    /**
     * {@code iss} of the cluster's tokens. Default: that of kubeadm with {@code jwks}; with {@code
     * token-review}, whatever the cluster believes.
     */
    Optional<String> issuer();

    /** The API server. */
    @WithDefault("https://kubernetes.default.svc")
    URI apiServer();

    /** Where the cluster's keys are. Default: {@code /openid/v1/jwks} of the API server. */
    Optional<URI> jwksUrl();

    /** PEM file of whom is asked. Default: the pod's for the API server, else the JDK's. */
    Optional<Path> trustedCa();

    /** The token to ask with. Default: the pod's for the API server, else none. */
    Optional<Path> tokenFile();

    @WithDefault("30s")
    Duration clockSkew();

    @WithDefault("15m")
    Duration refresh();

    @WithDefault("24h")
    Duration keep();

    /** Who verifies. */
    enum Mode {
      OFF,
      /** This gateway, by the cluster's keys: a deleted pod's token is good until it expires. */
      JWKS,
      /** The API server: a deleted pod's token is good for a minute at most. */
      TOKEN_REVIEW
    }
  }

  /** Certificates of clients, where TLS asks for them. */
  interface Certificates {
    /** Whether a client's certificate says whose call it is that has no other credential. */
    @WithDefault("false")
    boolean enabled();
  }
}
