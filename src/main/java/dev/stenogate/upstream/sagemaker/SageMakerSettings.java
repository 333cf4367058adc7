package dev.stenogate.upstream.sagemaker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to reach SageMaker in one region. Equal settings share one client: clients opened in a burst
 * make the service's front line drop streams.
 *
 * @param region such as {@code eu-west-1}
 * @param endpointOverride where to connect instead of {@code
 *     https://runtime.sagemaker.<region>.amazonaws.com:8443}; {@code http} means HTTP/2 with prior
 *     knowledge
 * @param credentials what signs the calls
 * @param trustedCaPem certificates to trust besides those of the JDK; read once, at start
 * @param streamsMax links at one time, 1 to 100,000; above it a link waits for {@code
 *     connectTimeout} and is then unreachable, so set it above what admission lets in
 * @param connectTimeout longest for TCP, for TLS, and for having a connection; 100 ms to 1 min
 * @param pingPeriod time between HTTP/2 PINGs and longest wait for the answer, after which every
 *     stream of the connection is lost; 1 s to 5 min
 */
public record SageMakerSettings(
    String region,
    Optional<URI> endpointOverride,
    SageMakerCredentials credentials,
    Optional<Path> trustedCaPem,
    int streamsMax,
    Duration connectTimeout,
    Duration pingPeriod) {
  /** Default of {@link #streamsMax}. The SDK's own default, 50, fails the 51st link. */
  public static final int STREAMS_MAX_DEFAULT = 1_000;

  /** Default of {@link #connectTimeout}. */
  public static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(5);

  /** Default of {@link #pingPeriod}. The SDK's own, 5 s, is too tight for a busy event loop. */
  public static final Duration PING_PERIOD_DEFAULT = Duration.ofSeconds(15);

  /**
   * @throws IllegalArgumentException names the component, what was seen and what was expected
   */
  public SageMakerSettings {
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(trustedCaPem, "trustedCaPem");
    if (!region.matches("[a-z]{2}(-[a-z]+)+-\\d")) {
      throw refused("region", region, "such as eu-west-1");
    }
    endpointOverride.ifPresent(SageMakerSettings::checkOverride);
    if (streamsMax < 1 || streamsMax > 100_000) {
      throw refused("streamsMax", streamsMax, "1..100000");
    }
    checkBetween("connectTimeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    checkBetween("pingPeriod", pingPeriod, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /** AWS itself, with the defaults. */
  public static SageMakerSettings of(String region, SageMakerCredentials credentials) {
    return new SageMakerSettings(
        region,
        Optional.empty(),
        credentials,
        Optional.empty(),
        STREAMS_MAX_DEFAULT,
        CONNECT_TIMEOUT_DEFAULT,
        PING_PERIOD_DEFAULT);
  }

  private static void checkOverride(URI uri) {
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw refused("endpointOverride", uri, "http://host:port or https://host:port");
    }
  }

  private static void checkBetween(String what, Duration seen, Duration least, Duration most) {
    if (seen.compareTo(least) < 0 || seen.compareTo(most) > 0) {
      throw refused(what, seen, least + ".." + most);
    }
  }

  private static IllegalArgumentException refused(String what, Object seen, String expected) {
    return new IllegalArgumentException("%s: '%s' (expected: %s)".formatted(what, seen, expected));
  }
}
