package dev.stenogate.config;

import dev.stenogate.audio.Pcm;
import dev.stenogate.config.Settings.Place;
import dev.stenogate.config.Settings.Placed;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.upstream.sagemaker.SageMakerCredentials;
import dev.stenogate.upstream.sagemaker.SageMakerSettings;
import dev.stenogate.upstream.sagemaker.SageMakerTarget;
import dev.stenogate.upstream.websocket.WebSocketTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an endpoint's part of the configuration says, validated. */
final class EndpointSettings {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  /** A pool that callers cannot spell would serve nobody. */
  private static final Pattern POOL = Pattern.compile("[a-z0-9-]{1,63}");

  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}");
  private static final double WEIGHT_MIN = 0.01;
  private static final double WEIGHT_MAX = 100;
  private static final int DELAY_TOKENS_MAX = 30;

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

  private final StenogateConfig.SageMakerClient client;

  /**
   * @param client what all endpoints on SageMaker share
   */
  EndpointSettings(StenogateConfig.SageMakerClient client) {
    this.client = client;
  }

  /** Validated; the names of the keys are below that of the endpoint. */
  Placed placed(String name, StenogateConfig.Endpoint endpoint) {
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
    int each =
        Settings.within(key + ".sessions-max", endpoint.sessionsMax(), 1, Settings.SESSIONS_MAX);
    return each
        * Settings.within(
            key + ".instances", endpoint.instances(), 1, Settings.SESSIONS_MAX / each);
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
}
