package dev.stenogate.config;

import static dev.stenogate.config.ConfigLines.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.admission.WaitingLimits;
import dev.stenogate.config.Settings.Place;
import dev.stenogate.config.Settings.Placed;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.upstream.sagemaker.SageMakerCredentials;
import dev.stenogate.upstream.sagemaker.SageMakerSettings;
import dev.stenogate.upstream.sagemaker.SageMakerTarget;
import dev.stenogate.upstream.websocket.WebSocketTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final String VLLM = "stenogate.endpoints.gpu-1.vllm.url=ws://gpu-1:8081";
  private static final String AWS = "stenogate.endpoints.gpu-1.sagemaker.region=eu-west-1";
  private static final List<String> VOXTRAL_LANGUAGES =
      List.of("en", "fr", "es", "de", "ru", "zh", "ja", "it", "pt", "nl", "ar", "hi", "ko");
  private static final String VOXTRAL = "mistralai/Voxtral-Mini-4B-Realtime-2602";

  @Test
  void aVllmEndpointNeedsNothingButItsUrl() {
    assertThat(settings(VLLM).endpoints())
        .containsExactly(
            new Placed(
                new Endpoint("gpu-1", "default", VOXTRAL, VOXTRAL_LANGUAGES, 12, 6),
                new Place.OnVllm(WebSocketTarget.of(URI.create("ws://gpu-1:8081"), VOXTRAL))));
  }

  @Test
  void aSageMakerEndpointNeedsNothingButItsRegion() {
    assertThat(settings(AWS).endpoints())
        .extracting(Placed::place)
        .containsExactly(
            new Place.OnSageMaker(
                SageMakerSettings.of("eu-west-1", new SageMakerCredentials.DefaultChain()),
                SageMakerTarget.of("gpu-1", VOXTRAL)));
  }

  @Test
  void everythingOfAnEndpointCanBeSet() {
    Placed placed =
        settings(
                AWS,
                "stenogate.endpoints.gpu-1.pool=live",
                "stenogate.endpoints.gpu-1.model=voxtral",
                "stenogate.endpoints.gpu-1.languages=en,pt-BR",
                "stenogate.endpoints.gpu-1.sessions-max=10000",
                "stenogate.endpoints.gpu-1.transcription-delay=2400ms",
                "stenogate.endpoints.gpu-1.sagemaker.endpoint-name=voxtral-prod",
                "stenogate.endpoints.gpu-1.sagemaker.variant=blue",
                "stenogate.endpoints.gpu-1.sagemaker.invocation-path=v1/realtime",
                "stenogate.endpoints.gpu-1.sagemaker.query-string=a=b",
                "stenogate.endpoints.gpu-1.sagemaker.endpoint-override=http://localhost:8443",
                "stenogate.endpoints.gpu-1.sagemaker.trusted-ca=/etc/ca.pem",
                "stenogate.endpoints.gpu-1.sagemaker.credentials.access-key-id=AKIA",
                "stenogate.endpoints.gpu-1.sagemaker.credentials.secret-access-key=secret",
                "stenogate.endpoints.gpu-1.sagemaker.credentials.session-token=token",
                "stenogate.sagemaker.streams-max=10000",
                "stenogate.sagemaker.connect-timeout=2s",
                "stenogate.sagemaker.ping-period=20s")
            .endpoints()
            .getFirst();

    assertThat(placed.endpoint())
        .isEqualTo(new Endpoint("gpu-1", "live", "voxtral", List.of("en", "pt-BR"), 10_000, 30));
    assertThat(placed.place())
        .isEqualTo(
            new Place.OnSageMaker(
                new SageMakerSettings(
                    "eu-west-1",
                    Optional.of(URI.create("http://localhost:8443")),
                    new SageMakerCredentials.Static("AKIA", "secret", "token"),
                    Optional.of(Path.of("/etc/ca.pem")),
                    10_000,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20)),
                new SageMakerTarget("voxtral-prod", "blue", "v1/realtime", "a=b", "voxtral")));
  }

  @Test
  void waitingHasItsBoundsAndWhatIsHeldBack() {
    assertThat(settings(VLLM).waitingLimits()).isEqualTo(WaitingLimits.DEFAULT);
    assertThat(
            settings(
                    VLLM,
                    "stenogate.waiting.per-pool-max=7",
                    "stenogate.waiting.per-tenant-max=0",
                    "stenogate.waiting.hold-back.critical=0.5",
                    "stenogate.waiting.hold-back.standard=0.25")
                .waitingLimits())
        .isEqualTo(new WaitingLimits(7, 0, 0.5, 0.25));
    assertThat(settings(VLLM, "stenogate.waiting.per-pool-max=400").waitingLimits())
        .isEqualTo(new WaitingLimits(400, 400, 0, 0));
  }

  @Test
  void somethingIsLeftForBatchCalls() {
    Settings settings =
        settings(
            VLLM,
            "stenogate.waiting.hold-back.critical=0.5",
            "stenogate.waiting.hold-back.standard=0.5");

    assertThatThrownBy(settings::waitingLimits)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("stenogate.waiting.hold-back: 1.0 together (expected: below 1)");
  }

  @Test
  void aRoleIsAssumedWithItsTokenFile() {
    Placed placed =
        settings(
                AWS,
                "stenogate.endpoints.gpu-1.sagemaker.credentials.role-arn=arn:aws:iam::1:role/x",
                "stenogate.endpoints.gpu-1.sagemaker.credentials.web-identity-token-file=/token")
            .endpoints()
            .getFirst();

    assertThat(((Place.OnSageMaker) placed.place()).settings().credentials())
        .isEqualTo(
            new SageMakerCredentials.WebIdentity(
                "arn:aws:iam::1:role/x", Path.of("/token"), "stenogate"));
  }

  @Test
  void aTokenIsSentAsABearerToken() {
    Placed placed =
        settings(VLLM, "stenogate.endpoints.gpu-1.vllm.token=abc").endpoints().getFirst();

    assertThat(((Place.OnVllm) placed.place()).target().headers())
        .isEqualTo(Map.of("Authorization", "Bearer abc"));
  }

  @Test
  void endpointsComeInTheOrderOfTheirNames() {
    assertThat(
            settings(
                    "stenogate.endpoints.c.vllm.url=ws://c",
                    "stenogate.endpoints.a.vllm.url=ws://a",
                    "stenogate.endpoints.b.vllm.url=ws://b")
                .endpoints())
        .extracting(placed -> placed.endpoint().name())
        .containsExactly("a", "b", "c");
  }

  @Test
  void theUsualLimitsAreThoseOfASession() {
    assertThat(settings(VLLM).sessionLimits()).isEqualTo(SessionLimits.DEFAULT);
    assertThat(settings(VLLM).startTimeoutNanos()).isEqualTo(10_000_000_000L);
    assertThat(settings(VLLM).defaultPool()).isEqualTo("default");
  }

  @Test
  void limitsOfASessionCanBeSet() {
    SessionLimits usual = SessionLimits.DEFAULT;
    Settings settings =
        settings(
            VLLM,
            "stenogate.session.start-timeout=100ms",
            "stenogate.session.connect-timeout=1s",
            "stenogate.session.links-max=100",
            "stenogate.session.opening-links-max=7",
            "stenogate.session.recovery-timeout=4s",
            "stenogate.session.link-age-max=5m",
            "stenogate.session.idle-timeout=24h",
            "stenogate.session.not-reading-timeout=2s",
            "stenogate.session.stall-timeout=3s",
            "stenogate.session.suspect-timeout=700ms",
            "stenogate.session.lag-max=900ms",
            "stenogate.session.blank-timeout=6s");

    assertThat(settings.sessionLimits())
        .isEqualTo(
            new SessionLimits(
                1_000_000_000L,
                7,
                100,
                4_000_000_000L,
                300_000_000_000L,
                86_400_000_000_000L,
                2_000_000_000L,
                usual.audioGapNanos(),
                new SessionLimits.Watch(
                    3_000_000_000L,
                    700_000_000L,
                    900_000_000L,
                    usual.watch().lagPatienceNanos(),
                    6_000_000_000L),
                usual.windowTokens(),
                usual.backlogBytes()));
    assertThat(settings.startTimeoutNanos()).isEqualTo(100_000_000);
  }

  @Test
  void aGatewayWithoutEndpointsIsRefused() {
    assertThatThrownBy(() -> settings().endpoints())
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("stenogate.endpoints: none (expected: ");
  }

  @Test
  void anEndpointThatIsNowhereOrInTwoPlacesIsRefused() {
    for (Settings settings :
        List.of(settings("stenogate.endpoints.gpu-1.pool=default"), settings(VLLM, AWS))) {
      assertThatThrownBy(settings::endpoints)
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "stenogate.endpoints.gpu-1: needs exactly one of sagemaker.region and vllm.url");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "endpoints.gpu-1.sessions-max=0           | 0 (expected: 1..10000)",
        "endpoints.gpu-1.sessions-max=10001       | 10001 (expected: 1..10000)",
        "endpoints.gpu-1.transcription-delay=0ms  | 0 ms (expected: a multiple of 80 ms, 80..2400 ms)",
        "endpoints.gpu-1.transcription-delay=481ms  | 481 ms (expected: a multiple of 80 ms, 80..2400 ms)",
        "endpoints.gpu-1.transcription-delay=2480ms | 2480 ms (expected: a multiple of 80 ms, 80..2400 ms)",
        "endpoints.gpu-1.pool=Live | 'Live' (expected: 1 to 63 characters of [a-z0-9-])",
        "endpoints.gpu-1.languages=en,english | 'english' (expected: BCP 47 tags such as en or pt-BR)",
        "endpoints.gpu-1.vllm.url=http://gpu-1 | http://… (expected: ws:// or wss://)",
        "endpoints.gpu-1.vllm.trusted-ca=/nowhere/ca.pem | /nowhere/ca.pem cannot be read (NoSuchFileException)",
        "session.connect-timeout=99ms     | PT0.099S (expected: PT0.1S..PT24H)",
        "session.idle-timeout=0s          | PT0S (expected: PT0.1S..PT24H)",
        "session.not-reading-timeout=25h  | PT25H (expected: PT0.1S..PT24H)",
        "session.stall-timeout=1ms        | PT0.001S (expected: PT0.1S..PT24H)",
        "session.links-max=0              | 0 (expected: 1..100)",
        "session.links-max=101            | 101 (expected: 1..100)",
        "session.start-timeout=25h        | PT25H (expected: PT0.1S..PT24H)",
        "waiting.per-pool-max=-1          | -1 (expected: 0..10000)",
        "waiting.per-tenant-max=10001     | 10001 (expected: 0..10000)",
        "waiting.hold-back.critical=0.51  | 0.51 (expected: 0..0.5)",
        "waiting.hold-back.standard=-0.1  | -0.1 (expected: 0..0.5)",
        "waiting.hold-back.critical=NaN   | NaN (expected: 0..0.5)",
        "default-pool=gold                | gold (expected: the pool of an endpoint)"
      })
  void aWrongValueOfAVllmGatewayIsRefusedByItsKey(String property, String problem) {
    assertRefused(property, problem, VLLM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "endpoints.gpu-1.sagemaker.region=Ireland | 'Ireland' (expected: such as eu-west-1)",
        "endpoints.gpu-1.sagemaker.endpoint-name=a_b | 'a_b' (expected: at most 63 characters of",
        "endpoints.gpu-1.sagemaker.variant=a_b | 'a_b' (expected: at most 63 characters of",
        "endpoints.gpu-1.sagemaker.invocation-path=/v1 | '/v1' (expected: at most 100 characters of",
        "endpoints.gpu-1.sagemaker.query-string=a | 'a' (expected: at most 2048 characters of",
        "endpoints.gpu-1.sagemaker.endpoint-override=ftp://x | 'ftp://x' (expected: http://host:port or https://host:port)",
        "endpoints.gpu-1.sagemaker.credentials.role-arn=arn:x | set without web-identity-token-file",
        "endpoints.gpu-1.sagemaker.credentials.web-identity-token-file=/t | set without role-arn",
        "endpoints.gpu-1.sagemaker.credentials.access-key-id=AKIA | set without secret-access-key",
        "endpoints.gpu-1.sagemaker.credentials.secret-access-key=s3cret | set without access-key-id",
        "sagemaker.streams-max=0 | '0' (expected: 1..100000)",
        "sagemaker.connect-timeout=99ms | 'PT0.099S' (expected: PT0.1S..PT1M)",
        "sagemaker.ping-period=6m | 'PT6M' (expected: PT1S..PT5M)"
      })
  void aWrongValueOfASageMakerGatewayIsRefusedByItsKey(String property, String problem) {
    assertRefused(property, problem, AWS);
  }

  @Test
  void aNameThatCannotBeALabelIsRefused() {
    for (String name : List.of("GPU", "gpu_1", "-gpu", "g".repeat(64))) {
      assertThatThrownBy(
              () -> settings("stenogate.endpoints." + name + ".vllm.url=ws://gpu").endpoints())
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "stenogate.endpoints.%s: malformed name (expected: at most 63 of [a-z0-9.-])", name);
    }
  }

  @Test
  void noRefusalShowsASecret() {
    assertThatThrownBy(
            () ->
                settings(
                        AWS,
                        "stenogate.endpoints.gpu-1.sagemaker.credentials.secret-access-key=s3cret")
                    .endpoints())
        .isInstanceOf(ConfigException.class)
        .message()
        .doesNotContain("s3cret");
  }

  private static void assertRefused(String property, String problem, String endpoint) {
    String key = "stenogate." + property.substring(0, property.indexOf('='));

    assertThatThrownBy(() -> readAll(settings(endpoint, "stenogate." + property)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + ": " + problem);
  }

  private static void readAll(Settings settings) {
    settings.endpoints();
    settings.defaultPool();
    settings.sessionLimits();
    settings.waitingLimits();
    settings.startTimeoutNanos();
  }
}
