package dev.stenogate.config;

import dev.stenogate.admission.WaitingLimits;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.RoutingPolicy;
import dev.stenogate.rpc.DrainTimes;
import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.upstream.sagemaker.SageMakerSettings;
import dev.stenogate.upstream.sagemaker.SageMakerTarget;
import dev.stenogate.upstream.websocket.WebSocketTarget;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Turns the configuration into validated values, or says which key is wrong. */
final class Settings {
  static final int SESSIONS_MAX = 10_000;

  private static final double HELD_BACK_MAX = 0.5;
  private static final Duration TIMEOUT_MAX = Duration.ofHours(24);

  /** Where an endpoint is. */
  sealed interface Place {
    record OnSageMaker(SageMakerSettings settings, SageMakerTarget target) implements Place {}

    record OnVllm(WebSocketTarget target) implements Place {}
  }

  /** An endpoint and where it is. */
  record Placed(Endpoint endpoint, Place place) {}

  private final StenogateConfig config;

  Settings(StenogateConfig config) {
    this.config = config;
  }

  /** All endpoints, at least one, by name. */
  List<Placed> endpoints() {
    if (config.endpoints().isEmpty()) {
      throw new ConfigException(
          "stenogate.endpoints",
          "none (expected: at least one, such as stenogate.endpoints.gpu-1.sagemaker.region)");
    }
    EndpointSettings settings = new EndpointSettings(config.sagemaker());
    return config.endpoints().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> settings.placed(e.getKey(), e.getValue()))
        .toList();
  }

  /** The pool of a call that names none. */
  String defaultPool() {
    boolean known =
        config.endpoints().values().stream().anyMatch(e -> e.pool().equals(config.defaultPool()));
    if (!known) {
      throw new ConfigException(
          "stenogate.default-pool", config.defaultPool() + " (expected: the pool of an endpoint)");
    }
    return config.defaultPool();
  }

  SessionLimits sessionLimits() {
    StenogateConfig.Session s = config.session();
    SessionLimits usual = SessionLimits.DEFAULT;
    return new SessionLimits(
        nanos("stenogate.session.connect-timeout", s.connectTimeout()),
        within("stenogate.session.opening-links-max", s.openingLinksMax(), 1, 100),
        within("stenogate.session.links-max", s.linksMax(), 1, 100),
        nanos("stenogate.session.recovery-timeout", s.recoveryTimeout()),
        nanos("stenogate.session.link-age-max", s.linkAgeMax()),
        nanos("stenogate.session.idle-timeout", s.idleTimeout()),
        nanos("stenogate.session.not-reading-timeout", s.notReadingTimeout()),
        usual.audioGapNanos(),
        new SessionLimits.Watch(
            nanos("stenogate.session.stall-timeout", s.stallTimeout()),
            nanos("stenogate.session.suspect-timeout", s.suspectTimeout()),
            nanos("stenogate.session.lag-max", s.lagMax()),
            usual.watch().lagPatienceNanos(),
            nanos("stenogate.session.blank-timeout", s.blankTimeout())),
        usual.windowTokens(),
        usual.backlogBytes());
  }

  RoutingPolicy routingPolicy() {
    StenogateConfig.Routing r = config.routing();
    return new RoutingPolicy(
        r.zone().orElse(""),
        r.learnCapacity(),
        within("stenogate.routing.max-ejected-percent", r.maxEjectedPercent(), 0, 100) / 100.0,
        within("stenogate.routing.failures-max", r.failuresMax(), 1, 100),
        nanos("stenogate.routing.ejection-time", r.ejectionTime()),
        nanos("stenogate.routing.slow-start", r.slowStart()));
  }

  WaitingLimits waitingLimits() {
    StenogateConfig.Waiting w = config.waiting();
    String key = "stenogate.waiting.hold-back";
    double critical = share(key + ".critical", w.holdBack().critical());
    double standard = share(key + ".standard", w.holdBack().standard());
    if (critical + standard >= 1) {
      throw new ConfigException(
          key, "%s together (expected: below 1)".formatted(critical + standard));
    }
    return new WaitingLimits(
        within("stenogate.waiting.per-pool-max", w.perPoolMax(), 0, SESSIONS_MAX),
        within(
            "stenogate.waiting.per-tenant-max",
            w.perTenantMax().orElse(w.perPoolMax()),
            0,
            SESSIONS_MAX),
        critical,
        standard);
  }

  /** Empty: none is asked for. A key without a value is a secret that is missing. */
  Optional<String> adminToken() {
    String key = "stenogate.admin.token";
    String raw = ConfigProvider.getConfig().getConfigValue(key).getRawValue();
    if (raw != null && raw.isBlank()) {
      throw new ConfigException(key, "blank (expected: a token, or no such key)");
    }
    return config.admin().token();
  }

  DrainTimes drainTimes() {
    StenogateConfig.Drain d = config.drain();
    return new DrainTimes(
        nanos("stenogate.drain.timeout", d.timeout()),
        d.connectionAgeMax()
            .map(age -> nanos("stenogate.drain.connection-age-max", age))
            .orElse(0L));
  }

  /**
   * @param random makes up a key where none is configured
   */
  ResumeTokens resumeTokens(SecureRandom random) {
    long lifeSeconds =
        nanos("stenogate.resume.token-life", config.resume().tokenLife()) / 1_000_000_000L;
    try {
      List<byte[]> keys =
          config
              .resume()
              .keys()
              .map(list -> list.stream().map(Base64.getDecoder()::decode).toList())
              .orElseGet(() -> List.of(made(random)));
      return new ResumeTokens(keys, lifeSeconds);
    } catch (IllegalArgumentException e) {
      // The key itself is not to be repeated.
      throw new ConfigException(
          "stenogate.resume.keys", "malformed (expected: base64 of 32 bytes or more, each)");
    }
  }

  private static byte[] made(SecureRandom random) {
    byte[] key = new byte[ResumeTokens.KEY_BYTES_MIN];
    random.nextBytes(key);
    return key;
  }

  long startTimeoutNanos() {
    return nanos("stenogate.session.start-timeout", config.session().startTimeout());
  }

  /**
   * How slots are divided among replicas.
   *
   * @param hostName of this machine; empty: not known
   */
  SlotSettings slots(String hostName) {
    return SlotSettings.of(config.slots(), hostName);
  }

  static int within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ConfigException(key, "%d (expected: %d..%d)".formatted(value, least, most));
    }
    return value;
  }

  private static double share(String key, double value) {
    if (!(value >= 0 && value <= HELD_BACK_MAX)) {
      throw new ConfigException(key, "%s (expected: 0..%s)".formatted(value, HELD_BACK_MAX));
    }
    return value;
  }

  private static long nanos(String key, Duration duration) {
    if (duration.compareTo(Duration.ofMillis(100)) < 0 || duration.compareTo(TIMEOUT_MAX) > 0) {
      throw new ConfigException(key, duration + " (expected: PT0.1S..PT24H)");
    }
    return duration.toNanos();
  }
}
