package dev.stenogate.config;

import dev.stenogate.admission.WaitingLimits;
import dev.stenogate.audio.Pcm;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.RoutingPolicy;
import dev.stenogate.rpc.DrainTimes;
import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.upstream.sagemaker.SageMakerCredentials;
import dev.stenogate.upstream.sagemaker.SageMakerSettings;
import dev.stenogate.upstream.sagemaker.SageMakerTarget;
import dev.stenogate.upstream.websocket.WebSocketTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/** Turns the configuration into validated values, or says which key is wrong. */
final class Settings {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  /** A pool that callers cannot spell would serve nobody. */
  private static final Pattern POOL = Pattern.compile("[a-z0-9-]{1,63}");

  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}");
  private static final int SESSIONS_MAX = 10_000;
  private static final double WEIGHT_MIN = 0.01;
  private static final double WEIGHT_MAX = 100;
  private static final int DELAY_TOKENS_MAX = 30;
  private static final double HELD_BACK_MAX = 0.5;
  private static final Duration TIMEOUT_MAX = Duration.ofHours(24);

  /** Which key, below that of the endpoint, a component of a transport's values comes from. */
  private static final Map<String, String> KEYS =
      Map.of(
          "region", ".sagemaker.region",
          "endpointName", ".sagemaker.endpoint-name",
          "variant", ".sagemaker.variant",
          "invocationPath", ".sagemaker.invocation-path",
          "queryString", ".sagemaker.query-string",
          "endpointOverride", ".sagemaker.endpoint-override",
          "roleArn", ".sagemaker.credentials.role-arn",
          "uri", ".vllm.url",
          "trustedCaPem", ".vllm.trusted-ca",
          "model", ".model");

  /** The same, for values that all endpoints on SageMaker share. */
  private static final Map<String, String> SHARED_KEYS =
      Map.of(
          "streamsMax", "stenogate.sagemaker.streams-max",
          "connectTimeout", "stenogate.sagemaker.connect-timeout",
          "pingPeriod", "stenogate.sagemaker.ping-period");

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
    return config.endpoints().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> placed(e.getKey(), e.getValue()))
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

  private Placed placed(String name, StenogateConfig.Endpoint endpoint) {
    String key = "stenogate.endpoints." + name;
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(key, "malformed name (expected: at most 63 of [a-z0-9.-])");
    }
    if (endpoint.sagemaker().isPresent() == endpoint.vllm().isPresent()) {
      throw new ConfigException(key, "needs exactly one of sagemaker.region and vllm.url");
    }
    check(key + ".pool", endpoint.pool(), POOL, "1 to 63 characters of [a-z0-9-]");
    for (String language : endpoint.languages()) {
      check(key + ".languages", language, LANGUAGE, "BCP 47 tags such as en or pt-BR");
    }
    int sessions = sessions(key, endpoint);
    int delay = delayTokens(key + ".transcription-delay", endpoint.transcriptionDelay());
    return new Placed(
        new Endpoint(
            name,
            endpoint.pool(),
            endpoint.model(),
            endpoint.languages(),
            sessions,
            delay,
            weight(key + ".weight", endpoint.weight()),
            endpoint.zone().orElse("")),
        place(key, name, endpoint));
  }

  private static int sessions(String key, StenogateConfig.Endpoint endpoint) {
    int each = within(key + ".sessions-max", endpoint.sessionsMax(), 1, SESSIONS_MAX);
    return each * within(key + ".instances", endpoint.instances(), 1, SESSIONS_MAX / each);
  }

  private static double weight(String key, double weight) {
    if (!(weight >= WEIGHT_MIN && weight <= WEIGHT_MAX)) {
      throw new ConfigException(
          key, "%s (expected: %s..%s)".formatted(weight, WEIGHT_MIN, WEIGHT_MAX));
    }
    return weight;
  }

  private Place place(String key, String name, StenogateConfig.Endpoint endpoint) {
    try {
      return endpoint.sagemaker().isPresent()
          ? sagemaker(key, name, endpoint.model(), endpoint.sagemaker().get())
          : vllm(key, endpoint.model(), endpoint.vllm().get());
    } catch (IllegalArgumentException e) {
      throw byKey(key, e.getMessage());
    }
  }

  /**
   * What the values of a transport say of themselves, such as {@code region: 'x' (expected: …)}.
   */
  private static ConfigException byKey(String key, String refusal) {
    int colon = refusal.indexOf(": ");
    String component = colon < 0 ? "" : refusal.substring(0, colon);
    String problem = refusal.substring(colon < 0 ? 0 : colon + 2);
    if (SHARED_KEYS.containsKey(component)) {
      return new ConfigException(SHARED_KEYS.get(component), problem);
    }
    return KEYS.containsKey(component)
        ? new ConfigException(key + KEYS.get(component), problem)
        : new ConfigException(key, refusal);
  }

  private Place sagemaker(String key, String name, String model, StenogateConfig.SageMaker where) {
    StenogateConfig.SageMakerClient client = config.sagemaker();
    SageMakerSettings settings =
        new SageMakerSettings(
            where.region(),
            where.endpointOverride(),
            credentials(key + ".sagemaker.credentials", where.credentials()),
            where.trustedCa(),
            client.streamsMax(),
            client.connectTimeout(),
            client.pingPeriod());
    SageMakerTarget target =
        new SageMakerTarget(
            where.endpointName().orElse(name),
            where.variant().orElse(""),
            where.invocationPath().orElse(""),
            where.queryString().orElse(""),
            model);
    return new Place.OnSageMaker(settings, target);
  }

  private static SageMakerCredentials credentials(String key, StenogateConfig.Credentials given) {
    both(key, "access-key-id", given.accessKeyId(), "secret-access-key", given.secretAccessKey());
    both(key, "role-arn", given.roleArn(), "web-identity-token-file", given.webIdentityTokenFile());
    if (given.accessKeyId().isPresent()) {
      return new SageMakerCredentials.Static(
          given.accessKeyId().get(),
          given.secretAccessKey().get(),
          given.sessionToken().orElse(""));
    }
    if (given.roleArn().isPresent()) {
      return new SageMakerCredentials.WebIdentity(
          given.roleArn().get(), given.webIdentityTokenFile().get(), "stenogate");
    }
    return new SageMakerCredentials.DefaultChain();
  }

  private static void both(
      String key, String first, Optional<?> one, String second, Optional<?> other) {
    if (one.isPresent() != other.isPresent()) {
      boolean firstSet = one.isPresent();
      throw new ConfigException(
          key + "." + (firstSet ? first : second),
          "set without %s (expected: both or none)".formatted(firstSet ? second : first));
    }
  }

  private static Place vllm(String key, String model, StenogateConfig.Vllm where) {
    WebSocketTarget target = WebSocketTarget.of(where.url(), model);
    if (where.token().isPresent()) {
      target = target.withHeader("Authorization", "Bearer " + where.token().get());
    }
    if (where.trustedCa().isPresent()) {
      target = target.withTrustedCa(read(key + ".vllm.trusted-ca", where.trustedCa().get()));
    }
    return new Place.OnVllm(target);
  }

  private static String read(String key, Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          key, "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
  }

  private static void check(String key, String value, Pattern pattern, String expected) {
    if (!pattern.matcher(value).matches()) {
      throw new ConfigException(key, "'%s' (expected: %s)".formatted(value, expected));
    }
  }

  private static int delayTokens(String key, Duration delay) {
    long millis = delay.toMillis();
    long token = Pcm.millis(Pcm.SAMPLES_PER_TOKEN);
    if (millis % token != 0 || millis < token || millis > token * DELAY_TOKENS_MAX) {
      throw new ConfigException(
          key, "%d ms (expected: a multiple of 80 ms, 80..2400 ms)".formatted(millis));
    }
    return (int) (millis / token);
  }

  private static int within(String key, int value, int least, int most) {
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
