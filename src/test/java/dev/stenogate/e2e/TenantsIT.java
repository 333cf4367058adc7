package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.authentication.KeyText;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.GetQuotaRequest;
import dev.stenogate.v1.GetQuotaResponse;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.Resume;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants of one gateway, whose file changes while they call. */
class TenantsIT {
  private static final byte[] SENTENCE =
      new ScriptedSpeech().words(0, 3, 60).silenceMillis(900).pcm();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final KeyText ACME = KeyText.make(RANDOM);
  private static final KeyText OTHER = KeyText.make(RANDOM);
  private static final KeyText NEXT = KeyText.make(RANDOM);

  @TempDir static Path dir;
  private static int written = 1_000; // tells each version of the file from the others
  private static LocalStack stack;
  private static GatewayProcess gateway;
  private static Caller caller;

  @BeforeAll
  static void startAll() {
    write(usual());
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
    Map<String, String> config = new LinkedHashMap<>(stack.gatewayConfig());
    config.put("stenogate.auth.anonymous", "false");
    config.put("stenogate.tenants.files", dir.toString());
    config.put("stenogate.tenants.reload-period", "100ms");
    config.put("stenogate.endpoints.gpu-1.pool", "live");
    config.put("stenogate.default-pool", "live");
    gateway = GatewayProcess.start(List.of(), config);
    caller = Caller.of(gateway);
  }

  @AfterAll
  static void stopAll() {
    caller.close();
    gateway.close();
    stack.close();
  }

  @BeforeEach
  void asUsual() {
    rewrite(usual());
  }

  @Test
  void aResumeTokenIsItsTenantsOnly() {
    HandCall first = open(ACME).awaitStarted();
    Segment last = sentence(first);
    first.cancel();
    Start again =
        Requests.start()
            .setResume(
                Resume.newBuilder()
                    .setToken(last.getResumeToken())
                    .setAudioOffset(last.getEndOffset()))
            .build();

    Answer answer = open(OTHER, again).answer();

    assertThat(answer.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(answer.reason()).isEqualTo("RESUME_TOKEN_FOREIGN");
    open(ACME, again).awaitStarted().cancel();
  }

  @Test
  void aKeyThatIsRevokedEndsItsCallsAndNobodyElses() {
    HandCall revoked = open(ACME).awaitStarted();
    HandCall stays = open(OTHER).awaitStarted();

    write(usual().replace("tenant: acme", "tenant: acme, revoked: true"));

    Answer answer = revoked.answer();
    assertThat(answer.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(answer.reason()).isEqualTo("CREDENTIAL_REVOKED");
    assertThat(open(ACME).answer().reason()).isEqualTo("API_KEY_REVOKED");
    assertThat(sentence(stays).getText()).isEqualTo(" w0 w1 w2");
    stays.cancel();
  }

  @Test
  void aTenantThatIsSuspendedIsNotServedAnyMore() {
    HandCall call = open(ACME).awaitStarted();

    write(usual().replace("acme: {", "acme: {suspended: true, "));

    assertThat(call.answer().reason()).isEqualTo("CREDENTIAL_REVOKED");
    Answer answer = open(ACME).answer();
    assertThat(answer.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(answer.reason()).isEqualTo("TENANT_SUSPENDED");
  }

  @Test
  void aKeyIsReplacedByAnotherWithoutACallBeingCut() {
    HandCall old = open(ACME).awaitStarted();
    assertThat(open(NEXT).answer().reason()).isEqualTo("API_KEY_INVALID");

    rewrite(usual().replace(ACME.id(), NEXT.id()).replace(ACME.sha256Hex(), NEXT.sha256Hex()));

    assertThat(open(ACME).answer().reason()).isEqualTo("API_KEY_INVALID");
    assertThat(sentence(old).getText()).isEqualTo(" w0 w1 w2");
    old.halfClose();
    assertThat(old.answer().code()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aFileThatIsWrongChangesNothingAndIsSeen() {
    write("tenants: {acme: {weight: heavy}}");

    Eventually.holds(
        "the gateway says what is wrong",
        () -> gateway.log().contains("tenants.acme.weight: 'heavy' (expected: 1..1000)"));
    open(ACME).awaitStarted().cancel();
    Eventually.holds(
        "a metric says so",
        () -> gateway.management("/metrics").contains("stenogate_tenants_current 0.0"));
  }

  @Test
  void whatATenantMayNotIsRefusedByName() {
    Answer pool = open(ACME, Requests.start().setPool("batch").build()).answer();
    Answer priority =
        open(ACME, Requests.start().setPriority(Priority.PRIORITY_CRITICAL).build()).answer();

    assertThat(pool.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(pool.reason()).isEqualTo("POOL_NOT_ALLOWED");
    assertThat(pool.message())
        .isEqualTo("start.pool: batch is not open to tenant acme (expected: one of [live])");
    assertThat(priority.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(priority.reason()).isEqualTo("PRIORITY_NOT_ALLOWED");
  }

  @Test
  void aCallBeyondTheTenantsSessionsIsRefusedWithTheLimit() {
    HandCall one = open(ACME).awaitStarted();
    HandCall two = open(ACME).awaitStarted();

    Answer answer = open(ACME).answer();

    assertThat(answer.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.reason()).isEqualTo("TENANT_LIMIT");
    assertThat(answer.quota().orElseThrow().getViolations(0).getSubject()).isEqualTo("tenant:acme");
    assertThat(answer.quota().orElseThrow().getViolations(0).getQuotaId())
        .isEqualTo("sessions-max");
    assertThat(answer.quota().orElseThrow().getViolations(0).getQuotaValue()).isEqualTo(2);
    assertThat(answer.retry()).isPresent();
    open(OTHER).awaitStarted().cancel();
    one.cancel();
    two.cancel();
    Eventually.holds("the permits are back", () -> quota(ACME).getSessionsActive() == 0);
    open(ACME).awaitStarted().cancel();
  }

  @Test
  void aTenantLearnsItsLimitsAndUse() {
    Eventually.holds("nobody calls", () -> quota(ACME).getSessionsActive() == 0);
    HandCall call = open(ACME).awaitStarted();

    GetQuotaResponse quota = quota(ACME);

    assertThat(quota.getTenant()).isEqualTo("acme");
    assertThat(quota.getSessionsMax()).isEqualTo(2);
    assertThat(quota.getSessionsActive()).isEqualTo(1);
    assertThat(quota.getPriorityMax()).isEqualTo(Priority.PRIORITY_STANDARD);
    assertThat(quota.getPoolsList()).containsExactly("live");
    call.cancel();
  }

  @Test
  void eachCallLeavesOneUsageRecord() {
    HandCall call =
        open(ACME, Requests.start().putLabels("department", "sales-" + ACME.id()).build())
            .awaitStarted();
    sentence(call);
    call.halfClose();
    assertThat(call.answer().code()).isEqualTo(Status.Code.OK);

    Pattern record =
        Pattern.compile(
            "\\{\"event\":\"usage\",.*\"tenant\":\"acme\".*\"labels\":\\{\"department\":\"sales-"
                + ACME.id()
                + "\"}.*\"outcome\":\"completed\",\"audio_received_ms\":(\\d+).*\"audio_dropped_ms\":0,.*}");
    Eventually.holds("there is a record", () -> record.matcher(gateway.log()).find());
    assertThat(record.matcher(gateway.log()).results().count()).isEqualTo(1);
  }

  @Test
  void noKeyIsInTheLog() {
    open(ACME).awaitStarted().cancel();
    assertThat(open(NEXT).answer().reason()).isEqualTo("API_KEY_INVALID");

    for (KeyText key : List.of(ACME, OTHER, NEXT)) {
      assertThat(gateway.log()).doesNotContain(key.whole().substring(key.id().length() + 4));
    }
  }

  private static String usual() {
    return """
    tenants:
      acme: {pools: [live], limits: {sessions-max: 2}}
      other: {limits: {sessions-max: %d}}
    keys:
      - {id: %s, tenant: acme, sha256: %s}
      - {id: %s, tenant: other, sha256: %s}
    """
        .formatted(++written, ACME.id(), ACME.sha256Hex(), OTHER.id(), OTHER.sha256Hex());
  }

  /** In one piece, as deployments do. */
  private static void write(String text) {
    try {
      Path draft = Files.writeString(dir.resolve("tenants.draft"), text);
      Files.move(
          draft,
          dir.resolve("tenants.yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it, and waits until it holds. */
  private static void rewrite(String text) {
    write(text);
    Eventually.holds("what was written holds", () -> quota(OTHER).getSessionsMax() == written);
  }

  private static HandCall open(KeyText key) {
    return open(key, Requests.start().build());
  }

  private static HandCall open(KeyText key, Start start) {
    return caller.call(Caller.TRANSCRIBE, CallOptions.DEFAULT, headers(key)).start(start);
  }

  private static GetQuotaResponse quota(KeyText key) {
    return TranscriptionGrpc.newBlockingStub(caller.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(key)))
        .getQuota(GetQuotaRequest.getDefaultInstance());
  }

  private static Metadata headers(KeyText key) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + key.whole());
    return headers;
  }

  private static Segment sentence(HandCall call) {
    call.audio(SENTENCE);
    TranscribeResponse response = call.next();
    while (!response.getSegment().getIsFinal()) {
      response = call.next();
    }
    return response.getSegment();
  }
}
