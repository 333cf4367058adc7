package dev.stenogate.config;

import dev.stenogate.authentication.Bearer;
import dev.stenogate.authentication.HttpsKeys;
import dev.stenogate.authentication.JwtIssuer;
import dev.stenogate.authentication.KeyTimes;
import dev.stenogate.authentication.Standing;
import dev.stenogate.config.AuthConfig.Kubernetes.Mode;
import dev.stenogate.kubernetes.ApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may call, validated.
 *
 * @param apiKeys whether keys are taken
 * @param published issuers whose keys can be fetched
 * @param reviewed the cluster, where it is asked about each token
 * @param certificates whether clients' certificates are looked at
 * @param anonymous whether calls without a credential are taken
 * @param graceSeconds see {@link Standing}
 */
record AuthSettings(
    boolean apiKeys,
    List<Published> published,
    Optional<Reviewed> reviewed,
    boolean certificates,
    boolean anonymous,
    long graceSeconds) {
  private static final String KEY = "stenogate.auth";
  private static final String CLUSTER = KEY + ".kubernetes";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final String API_SERVER_KEYS = "/openid/v1/jwks";
  private static final String KUBEADM_ISSUER = "https://kubernetes.default.svc.cluster.local";

  /** An issuer, whom its tokens stand for, and its keys. */
  record Published(JwtIssuer issuer, Bearer bearer, HttpsKeys.Place place, KeyTimes times) {}

  /** Tokens of the cluster, and whom to ask about them. */
  record Reviewed(JwtIssuer issuer, ApiServer server) {}

  /**
   * @param hasTenants whether there are tenants' files
   * @param mayBeOpen whether nothing need be configured, as while the gateway is developed
   */
  static AuthSettings of(AuthConfig config, boolean hasTenants, boolean mayBeOpen) {
    List<Published> published = new ArrayList<>();
    config.jwt().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> published.add(published(entry.getKey(), entry.getValue())));
    AuthConfig.Kubernetes cluster = config.kubernetes();
    if (cluster.mode() == Mode.JWKS) {
      published.add(published(cluster));
    }
    Optional<Reviewed> reviewed =
        cluster.mode() == Mode.TOKEN_REVIEW ? Optional.of(reviewed(cluster)) : Optional.empty();
    requireDifferent(published, reviewed.map(Reviewed::issuer));
    boolean certificates = config.certificates().enabled();
    boolean hasNames = !published.isEmpty() || reviewed.isPresent() || certificates;
    if (hasNames && !hasTenants) {
      throw new ConfigException(
          "stenogate.tenants.files",
          "none (expected: files that say whose tokens and certificates are)");
    }
    if (!hasTenants && !config.anonymous() && !mayBeOpen) {
      throw new ConfigException(
          KEY,
          "nobody could call (expected: stenogate.tenants.files with keys or identities, or"
              + " stenogate.auth.anonymous=true)");
    }
    return new AuthSettings(
        hasTenants,
        List.copyOf(published),
        reviewed,
        certificates,
        config.anonymous() || !hasTenants,
        graceSeconds(config.credentialGrace()));
  }

  private static Published published(String name, AuthConfig.Jwt jwt) {
    String key = KEY + ".jwt." + name;
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(key, "malformed name (expected: 1 to 63 of [a-z0-9-])");
    }
    return new Published(
        new JwtIssuer(
            name,
            AuthValues.text(key + ".issuer", jwt.issuer()),
            AuthValues.texts(key + ".audience", jwt.audience()),
            AuthValues.algorithms(key + ".algorithms", jwt.algorithms()),
            AuthValues.skewSeconds(key, jwt.clockSkew())),
        new Bearer.OfClaim(name, AuthValues.text(key + ".tenant-claim", jwt.tenantClaim())),
        new HttpsKeys.Place(
            AuthValues.https(key + ".jwks-url", jwt.jwksUrl()),
            jwt.trustedCa().map(file -> AuthValues.read(key + ".trusted-ca", file)),
            Optional.empty()),
        AuthValues.times(key, jwt.refresh(), jwt.keep()));
  }

  /** The pod's own token is for the API server, and for nobody else. */
  private static Published published(AuthConfig.Kubernetes cluster) {
    ApiServer server = server(cluster);
    boolean isServer = cluster.jwksUrl().isEmpty();
    Optional<Path> ca = isServer ? Optional.of(server.trustedCa()) : cluster.trustedCa();
    return new Published(
        issuer(cluster, cluster.issuer().orElse(KUBEADM_ISSUER)),
        new Bearer.OfServiceAccount(),
        new HttpsKeys.Place(
            AuthValues.https(
                CLUSTER + ".jwks-url",
                cluster.jwksUrl().orElseGet(() -> server.url().resolve(API_SERVER_KEYS))),
            ca.map(file -> AuthValues.read(CLUSTER + ".trusted-ca", file)),
            isServer ? Optional.of(server.tokenFile()) : cluster.tokenFile()),
        AuthValues.times(CLUSTER, cluster.refresh(), cluster.keep()));
  }

  private static Reviewed reviewed(AuthConfig.Kubernetes cluster) {
    ApiServer server = server(cluster);
    AuthValues.read(CLUSTER + ".trusted-ca", server.trustedCa());
    AuthValues.read(CLUSTER + ".token-file", server.tokenFile());
    return new Reviewed(issuer(cluster, cluster.issuer().orElse("")), server);
  }

  private static ApiServer server(AuthConfig.Kubernetes cluster) {
    return new ApiServer(
        AuthValues.https(CLUSTER + ".api-server", cluster.apiServer()),
        cluster.trustedCa().orElse(POD.resolve("ca.crt")),
        cluster.tokenFile().orElse(POD.resolve("token")));
  }

  private static JwtIssuer issuer(AuthConfig.Kubernetes cluster, String issuer) {
    return new JwtIssuer(
        "kubernetes",
        issuer,
        AuthValues.texts(CLUSTER + ".audience", cluster.audience()),
        JwtIssuer.ALGORITHMS,
        AuthValues.skewSeconds(CLUSTER, cluster.clockSkew()));
  }

  /** Of two with one {@code iss}, one would never be asked. */
  private static void requireDifferent(List<Published> published, Optional<JwtIssuer> reviewed) {
    Map<String, String> names = new HashMap<>();
    List<JwtIssuer> issuers = new ArrayList<>(published.stream().map(Published::issuer).toList());
    reviewed.ifPresent(issuers::add);
    for (JwtIssuer issuer : issuers) {
      String other = names.put(issuer.issuer(), issuer.name());
      if (other != null) {
        throw new ConfigException(
            KEY,
            "issuer %s: of %s and %s (expected: of one)"
                .formatted(issuer.issuer(), other, issuer.name()));
      }
    }
  }

  private static long graceSeconds(Optional<Duration> grace) {
    grace
        .filter(Duration::isNegative)
        .ifPresent(
            negative -> {
              throw new ConfigException(
                  KEY + ".credential-grace", negative + " (expected: PT0S or more)");
            });
    return grace.map(Duration::toSeconds).orElse(Standing.GRACE_UNLIMITED);
  }
}
