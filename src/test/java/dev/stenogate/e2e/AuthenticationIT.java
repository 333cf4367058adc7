package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.authentication.IdentityServer;
import dev.stenogate.authentication.Minted;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every credential against the packaged gateway: the right ones open a session, each wrong one is
 * refused by its own reason, and nobody else comes in. Then keys are rotated and who vouches for
 * callers goes away.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthenticationIT {
  private static final String GATEWAYS_OWN_TOKEN = "the-gateways-own-token";
  private static final Duration VERDICT_MAX = Duration.ofSeconds(6);

  @TempDir static Path directory;
  private static final Credentials credentials = new Credentials();
  private static final List<Shown> all = new ArrayList<>();
  private static LocalStack stack;
  private static IdentityServer identity;
  private static GatewayProcess gateway;
  private static Caller caller;
  private static int admitted;

  @BeforeAll
  static void startAll() throws Exception {
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
    identity = IdentityServer.start(GATEWAYS_OWN_TOKEN);
    identity.publish(Minted.jwks(credentials.rsa, credentials.ec));
    Files.writeString(directory.resolve("ca.pem"), identity.certificatePem());
    Path tenants = Files.writeString(directory.resolve("tenants.yaml"), credentials.tenants());
    Files.writeString(directory.resolve("token"), GATEWAYS_OWN_TOKEN + "\n");
    gateway = GatewayProcess.start(List.of(), config(tenants));
    caller = Caller.of(gateway);
  }

  private static Map<String, String> config(Path tenants) {
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.auth.anonymous", "false");
    config.put("stenogate.tenants.files", tenants.toString());
    config.put("stenogate.server.attempts.burst", "0"); // One address shows all that is wrong.
    String corp = "stenogate.auth.jwt.corp.";
    config.put(corp + "issuer", Minted.ISSUER);
    config.put(corp + "audience", Credentials.AUDIENCE);
    config.put(corp + "jwks-url", identity.jwksUrl().toString());
    config.put(corp + "trusted-ca", directory.resolve("ca.pem").toString());
    config.put(corp + "tenant-claim", "realm/teams");
    config.put(corp + "refresh", "10s");
    String away = "stenogate.auth.jwt.away.";
    config.put(away + "issuer", "https://away.example");
    config.put(away + "audience", Credentials.AUDIENCE);
    config.put(away + "jwks-url", "https://localhost:" + GatewayProcess.freePort() + "/jwks");
    config.put("stenogate.auth.kubernetes.mode", "token-review");
    config.put("stenogate.auth.kubernetes.issuer", Credentials.CLUSTER);
    config.put("stenogate.auth.kubernetes.api-server", identity.uri().toString());
    config.put("stenogate.auth.kubernetes.trusted-ca", directory.resolve("ca.pem").toString());
    config.put("stenogate.auth.kubernetes.token-file", directory.resolve("token").toString());
    return config;
  }

  @AfterAll
  static void stopAll() {
    caller.close();
    gateway.close();
    identity.close();
    stack.close();
  }

  static Stream<Shown> credentials() {
    return credentials.all(identity).peek(all::add);
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void credentials(Shown shown) {
    if (shown.code() == Status.Code.OK) {
      assertAdmitted(shown);
    } else {
      assertRefused(shown);
    }
  }

  @Order(2)
  @Test
  void everyMethodButHealthAsksForACredential() {
    Answer capabilities =
        caller
            .call("stenogate.v1.Transcription/GetCapabilities", CallOptions.DEFAULT, new Metadata())
            .sendBytes(new byte[0])
            .halfClose()
            .answer();
    assertThat(capabilities.reason()).isEqualTo("CREDENTIALS_MISSING");
    Answer health =
        caller
            .call("grpc.health.v1.Health/Check", CallOptions.DEFAULT, new Metadata())
            .sendBytes(new byte[0])
            .halfClose()
            .answer();
    assertThat(health.code()).isEqualTo(Status.Code.OK);
  }

  /** HTTP/2 refuses it before there is a call: no reason, and nobody in. */
  @Order(2)
  @Test
  void aMegabyteOfCredentialIsRefusedBeforeItIsLookedAt() {
    Shown huge = Shown.refused("1 MB", "", "authorization", "Bearer " + "e".repeat(1_000_000));
    try (Caller other = Caller.of(gateway)) {
      Answer answer = other.call(Caller.TRANSCRIBE, CallOptions.DEFAULT, huge.metadata()).answer();
      assertThat(answer.code()).as(answer.message()).isEqualTo(Status.Code.INTERNAL);
      assertThat(answer.reason()).isEmpty();
    }
    assertAdmitted(goodKey());
  }

  @Order(3)
  @Test
  void keysAreRotatedWhileCallsComeIn() {
    PublicJsonWebKey next = Minted.rsa("rsa-2");
    Shown byNext = byKey(next);
    Shown byOld = byKey(credentials.rsa);

    identity.publish(Minted.jwks(credentials.rsa, next));
    Eventually.holds("the new key is believed", () -> isAdmitted(byNext));
    assertAdmitted(byOld);

    identity.publish(Minted.jwks(next));
    Eventually.holds(
        "the old key is not", () -> "TOKEN_KEY_UNKNOWN".equals(answer(byOld).reason()));
    assertAdmitted(byNext);
    identity.publish(Minted.jwks(credentials.rsa, credentials.ec));
    Eventually.holds("it comes back", () -> isAdmitted(byOld));
  }

  @Order(4)
  @Test
  void keysThatAreKnownAreGoodWhileTheirIssuerIsAway() {
    PublicJsonWebKey next = Minted.rsa("rsa-3");
    Shown byNext = byKey(next);
    Shown account = account("system:serviceaccount:batch:reviewed");
    assertAdmitted(account);
    identity.die();

    Eventually.holds(
        "a new key cannot be judged",
        () -> "AUTHENTICATION_UNAVAILABLE".equals(answer(byNext).reason()));
    assertAdmitted(byKey(credentials.rsa));
    assertAdmitted(account);
    assertRefused(
        Shown.unavailable(
            "a token to review",
            "authorization",
            "Bearer " + credentials.accountToken("system:serviceaccount:batch:new")));
    assertAdmitted(goodKey());

    identity.publish(Minted.jwks(credentials.rsa, next));
    identity.revive();
    Eventually.holds("its new key is believed then", () -> isAdmitted(byNext));
    Shown again = account("system:serviceaccount:batch:new");
    Eventually.holds("tokens are reviewed again", () -> isAdmitted(again));
  }

  @Order(5)
  @Test
  void whoVouchesMayBeSlowAndHoldsUpNobodyElse() {
    identity.slow(Duration.ofSeconds(60));
    Shown stranger = byKey(Minted.rsa("rsa-4"));
    Shown account =
        Shown.unavailable(
            "a token to review",
            "authorization",
            "Bearer " + credentials.accountToken("system:serviceaccount:batch:slow"));
    HandCall slow = begin(account);

    assertAdmitted(goodKey());
    assertAdmitted(byKey(credentials.rsa));
    assertThat(slow.isOver()).isFalse();
    assertThat(slow.answer().reason()).isEqualTo("AUTHENTICATION_UNAVAILABLE");
    Eventually.holds(
        "a new key cannot be judged",
        () -> {
          long began = System.nanoTime();
          Answer answer = answer(stranger);
          assertThat(System.nanoTime() - began).isLessThan(VERDICT_MAX.toNanos());
          return "AUTHENTICATION_UNAVAILABLE".equals(answer.reason());
        });
    identity.slow(Duration.ZERO);
  }

  @Order(6)
  @Test
  void theClustersKeysVerifyServiceAccountsAndAWrongCredentialIsNeverAnonymous() {
    identity.publish(Minted.jwks(credentials.ec));
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.tenants.files", directory.resolve("tenants.yaml").toString());
    String cluster = "stenogate.auth.kubernetes.";
    config.put(cluster + "mode", "jwks");
    config.put(cluster + "issuer", Credentials.CLUSTER);
    config.put(cluster + "jwks-url", identity.jwksUrl().toString());
    config.put(cluster + "trusted-ca", directory.resolve("ca.pem").toString());
    config.put(cluster + "token-file", directory.resolve("token").toString());
    Shown account = account(Credentials.AGENT);
    Shown anonymous = Shown.admitted("anonymous");
    Shown wrong = Shown.refused("a wrong key", "API_KEY_INVALID", "x-api-key", "sg_wrong");
    try (GatewayProcess open = GatewayProcess.start(List.of(), config);
        Caller other = Caller.of(open)) {
      assertThat(begin(other, account).answer().code()).isEqualTo(Status.Code.OK);
      assertThat(begin(other, anonymous).answer().code()).isEqualTo(Status.Code.OK);
      assertThat(begin(other, wrong).answer().reason()).isEqualTo("API_KEY_INVALID");
    }
  }

  /** Also what streams and tokens of other tenants come to, once there are rows for it. */
  @Order(Integer.MAX_VALUE)
  @Test
  void nobodyElseCameInAndNoSecretIsInTheLog() {
    Eventually.holds(
        "all sessions have ended",
        () -> Metrics.of(gateway).values("stenogate_sessions_active").equals(List.of(0.0)));
    assertThat(Metrics.of(gateway).ended("completed")).isEqualTo(admitted);
    String log = gateway.log();
    assertThat(log).doesNotContain("\tat ").doesNotContain(GATEWAYS_OWN_TOKEN);
    all.stream()
        .flatMap(shown -> shown.secrets().stream())
        .forEach(secret -> assertThat(log.contains(secret)).isFalse());
  }

  private static void assertAdmitted(Shown shown) {
    Answer answer = answer(shown);
    assertThat(answer.code()).as(shown + ": " + answer.message()).isEqualTo(Status.Code.OK);
  }

  private static boolean isAdmitted(Shown shown) {
    return answer(shown).code() == Status.Code.OK;
  }

  private static void assertRefused(Shown shown) {
    Answer answer = answer(shown);
    assertThat(answer.code()).as(answer.message()).isEqualTo(shown.code());
    assertThat(answer.reason()).as(answer.message()).isEqualTo(shown.reason());
    assertThat(answer.domain()).isEqualTo("stenogate.dev");
    assertThat(answer.message()).contains("(expected: ");
    assertThat(answer.retry().isPresent()).isEqualTo(shown.code() == Status.Code.UNAVAILABLE);
    assertThat(shown.secrets()).noneMatch(secret -> answer.message().contains(secret));
  }

  private static Answer answer(Shown shown) {
    try (Caller own = Caller.of(gateway)) { // A connection that is refused too often is ended.
      Answer answer = begin(own, shown).answer();
      admitted += answer.code() == Status.Code.OK ? 1 : 0;
      return answer;
    }
  }

  private static HandCall begin(Shown shown) {
    return begin(caller, shown);
  }

  private static HandCall begin(Caller caller, Shown shown) {
    return caller
        .call(Caller.TRANSCRIBE, CallOptions.DEFAULT, shown.metadata())
        .start(Requests.start().build())
        .halfClose();
  }

  private static Shown goodKey() {
    return Shown.admitted("a key", "x-api-key", credentials.goodKey());
  }

  private static Shown byKey(PublicJsonWebKey key) {
    return Shown.admitted(
        "by " + key.getKeyId(), "authorization", "Bearer " + credentials.token(key, "RS256"));
  }

  private static Shown account(String subject) {
    String token = credentials.accountToken(subject);
    identity.believe(token, new IdentityServer.Account(subject, List.of(Credentials.AUDIENCE)));
    return Shown.admitted(subject, "authorization", "Bearer " + token);
  }
}
