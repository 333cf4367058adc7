package dev.stenogate.observability;

import dev.stenogate.authentication.AuthenticationObserver;
import dev.stenogate.authentication.Denial;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Counts who knocks, what becomes of connections, and how long the certificate lasts. Labels are
 * from closed lists.
 */
public final class DoorMetrics implements AuthenticationObserver {
  private static final Logger LOG = Logger.getLogger("stenogate.tls");
  private static final String UNKNOWN = "unknown";
  private static final double MILLIS_PER_SECOND = 1e3;

  private final MeterRegistry registry;

  public DoorMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void admitted(String method, Caller caller) {
    count(caller.credential().kind().label(), "admitted");
  }

  @Override
  public void refused(String method, String peer, Verdict.Refused refused) {
    count(kind(refused.denial()), refused.denial().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void tooMany(String method, String peer) {
    count(UNKNOWN, "too_many_attempts");
  }

  /** How many connections there are. */
  public void watchConnections(IntSupplier open) {
    Gauge.builder("stenogate.connections.open", open, IntSupplier::getAsInt)
        .description("Connections on the gRPC port")
        .strongReference(true)
        .register(registry);
  }

  /** A connection ended; {@code reason} is from a closed list. */
  public void connectionClosed(String reason) {
    registry.counter("stenogate.connections.closed", "reason", reason).increment();
  }

  /** When the certificate expires. */
  public void watchExpiry(Supplier<Instant> expiry) {
    Gauge.builder(
            "stenogate.tls.certificate.expiry.seconds",
            expiry,
            e -> (e.get().toEpochMilli() - System.currentTimeMillis()) / MILLIS_PER_SECOND)
        .description("Until the certificate of the gRPC port expires")
        .strongReference(true)
        .register(registry);
    reloads("loaded", 0);
    reloads("failed", 0);
  }

  /** Other certificates are used from now on. */
  public void certificatesLoaded(Instant expiry) {
    reloads("loaded", 1);
    LOG.infof("certificates loaded expiry=%s", expiry);
  }

  /** What the files say cannot be used. */
  public void certificatesUnusable(String problem) {
    reloads("failed", 1);
    LOG.errorf("certificates kept, the files cannot be used problem=\"%s\"", problem);
  }

  private void reloads(String result, int one) {
    registry.counter("stenogate.tls.reloads", "result", result).increment(one);
  }

  private void count(String kind, String result) {
    registry.counter("stenogate.authentications", "kind", kind, "result", result).increment();
  }

  private static String kind(Denial denial) {
    return switch (denial) {
      case CREDENTIALS_MISSING -> Credential.Kind.NONE.label();
      case API_KEY_INVALID, API_KEY_EXPIRED, API_KEY_REVOKED -> Credential.Kind.API_KEY.label();
      case TOKEN_INVALID,
          TOKEN_EXPIRED,
          TOKEN_NOT_YET_VALID,
          TOKEN_AUDIENCE,
          TOKEN_ISSUER_UNKNOWN,
          TOKEN_KEY_UNKNOWN ->
          Credential.Kind.TOKEN.label();
      case CERTIFICATE_EXPIRED, CERTIFICATE_INVALID -> Credential.Kind.CERTIFICATE.label();
      case CREDENTIALS_AMBIGUOUS,
          CREDENTIALS_UNSUPPORTED,
          TENANT_UNKNOWN,
          TENANT_SUSPENDED,
          AUTHENTICATION_UNAVAILABLE ->
          UNKNOWN;
    };
  }
}
