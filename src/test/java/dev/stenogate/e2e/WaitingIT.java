package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.rpc.QuotaFailure;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls that find the one slot of a pool taken, over real sockets. */
class WaitingIT {
  private static final String METHOD = TranscriptionGrpc.getTranscribeMethod().getFullMethodName();

  private static LocalStack stack;
  private static GatewayProcess gateway;
  private static ManagedChannel channel;

  @BeforeAll
  static void startStack() {
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
    gateway = gateway(stack.gatewayConfig());
    channel = channel(gateway);
  }

  @AfterAll
  static void stopStack() {
    channel.shutdownNow();
    gateway.close();
    stack.close();
  }

  @Test
  void thoseWhoWaitSeeTheirPositionsFallAndAreServedInTurn() {
    HandCall first = call(channel, 0, Priority.PRIORITY_STANDARD).awaitStarted();
    HandCall second = call(channel, 60, Priority.PRIORITY_STANDARD);
    assertThat(position(second)).isZero();
    HandCall third = call(channel, 60, Priority.PRIORITY_STANDARD);
    assertThat(position(third)).isEqualTo(1);
    HandCall critical = call(channel, 60, Priority.PRIORITY_CRITICAL);
    assertThat(position(critical)).isZero();
    assertThat(position(second)).isEqualTo(1);
    assertThat(position(third)).isEqualTo(2);

    finish(first);
    critical.awaitStarted();
    finish(critical);
    awaitServed(second);
    Queued last = third.next().getQueued();
    while (last.getPosition() > 0) {
      last = third.next().getQueued();
    }
    second.audio(new ScriptedSpeech().words(0, 4, 60).pcm());
    assertThat(transcript(second)).isEqualTo(" w0 w1 w2 w3");
    awaitServed(third);
    finish(third);

    assertThat(Durations.toMillis(last.getEstimatedWait()))
        .as("slots came free within moments; an estimate is a second at least")
        .isBetween(1_000L, 60_000L);
  }

  private static int position(HandCall call) {
    TranscribeResponse news = call.next();
    assertThat(news.hasQueued()).isTrue();
    return news.getQueued().getPosition();
  }

  @Test
  void aCallThatWillNotWaitIsRefusedAtOnceAndTheOtherInItsTime() {
    HandCall holds = call(channel, 0, Priority.PRIORITY_STANDARD).awaitStarted();
    HandCall waits = call(channel, 1, Priority.PRIORITY_BATCH);
    assertThat(waits.next().hasQueued()).isTrue();

    Answer atOnce = call(channel, 0, Priority.PRIORITY_BATCH).answer();
    Answer inVain = waits.answer();
    finish(holds);

    assertFull(atOnce, "no slot of pool default is free for this call (it has 1)");
    assertFull(inVain, "waited 1 s for a slot of pool default, 0 calls are before it");
  }

  @Test
  void aTenantWithTooManyThatWaitLearnsItsLimit() {
    HandCall holds = call(channel, 0, Priority.PRIORITY_STANDARD).awaitStarted();
    List<HandCall> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(call(channel, 60, Priority.PRIORITY_STANDARD));
      assertThat(waiting.getLast().next().hasQueued()).isTrue();
    }

    Answer answer = call(channel, 60, Priority.PRIORITY_STANDARD).answer();
    waiting.getFirst().cancel();
    HandCall next = call(channel, 60, Priority.PRIORITY_STANDARD);

    assertThat(answer.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.reason()).isEqualTo("TENANT_LIMIT");
    assertThat(answer.error().orElseThrow().getMetadataMap()).containsEntry("pool", "default");
    assertThat(answer.retry()).isPresent();
    assertThat(answer.quota().orElseThrow().getViolationsList())
        .containsExactly(
            QuotaFailure.Violation.newBuilder()
                .setSubject("tenant:default")
                .setDescription(
                    "3 calls of tenant default wait for a slot of pool default (expected: fewer)")
                .setQuotaId("calls-waiting")
                .setQuotaValue(3)
                .build());
    assertThat(next.next().hasQueued()).as("a place was given up").isTrue();
    next.cancel();
    waiting.forEach(HandCall::cancel);
    finish(holds);
  }

  @Test
  void whereNothingServesTheCallLearnsThatAndWhenToComeBack() {
    Map<String, String> config =
        Map.of("stenogate.endpoints.gone.vllm.url", "ws://127.0.0.1:" + GatewayProcess.freePort());
    try (GatewayProcess alone = GatewayProcess.start(List.of(), config)) {
      ManagedChannel to = channel(alone);

      Answer answer = call(to, 1, Priority.PRIORITY_STANDARD).answer();
      to.shutdownNow();

      assertThat(answer.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(answer.reason()).isEqualTo("UPSTREAM_LOST");
      assertThat(answer.error().orElseThrow().getMetadataMap()).containsEntry("pool", "default");
      assertThat(answer.retry()).isPresent();
      assertThat(answer.quota()).isEmpty();
    }
  }

  @Test
  void aCallThatWaitsWhileItsPoolIsEmptiedLearnsThat() throws Exception {
    int managementPort = GatewayProcess.freePort();
    Map<String, String> config = stack.gatewayConfig();
    config.put("quarkus.management.port", Integer.toString(managementPort));
    try (GatewayProcess emptied = gateway(config)) {
      ManagedChannel to = channel(emptied);
      HandCall holds = call(to, 0, Priority.PRIORITY_STANDARD).awaitStarted();
      HandCall waits = call(to, 3, Priority.PRIORITY_STANDARD);
      assertThat(waits.next().hasQueued()).isTrue();

      URI drain = URI.create("http://127.0.0.1:" + managementPort + "/endpoints/gpu-1/drain");
      HttpRequest order = HttpRequest.newBuilder(drain).POST(BodyPublishers.noBody()).build();
      HttpClient.newHttpClient().send(order, BodyHandlers.discarding());
      Answer answer = waits.answer();
      holds.cancel();
      to.shutdownNow();

      assertThat(answer.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(answer.reason()).isEqualTo("POOL_UNAVAILABLE");
      assertThat(answer.message())
          .isEqualTo("waited 3 s; no endpoint of pool default can serve this call");
      assertThat(answer.error().orElseThrow().getMetadataMap()).containsEntry("pool", "default");
      assertThat(answer.retry()).isPresent();
    }
  }

  @Test
  void aGatewayThatStopsSendsThoseWhoWaitElsewhere() {
    try (GatewayProcess stops = gateway(stack.gatewayConfig())) {
      ManagedChannel to = channel(stops);
      HandCall holds = call(to, 0, Priority.PRIORITY_STANDARD).awaitStarted();
      HandCall waits = call(to, 60, Priority.PRIORITY_STANDARD);
      assertThat(waits.next().hasQueued()).isTrue();

      stops.process().destroy(); // SIGTERM
      Answer answer = waits.answer();

      assertThat(answer.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(answer.reason()).isEqualTo("DRAINED");
      assertThat(answer.retry()).isPresent();
      finish(holds);
      to.shutdownNow();
    }
  }

  private static void assertFull(Answer answer, String message) {
    assertThat(answer.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.reason()).isEqualTo("POOL_FULL");
    assertThat(answer.message()).isEqualTo(message);
    assertThat(answer.error().orElseThrow().getMetadataMap()).containsEntry("pool", "default");
    assertThat(Durations.toSeconds(answer.retry().orElseThrow().getRetryDelay())).isPositive();
    assertThat(answer.quota()).isEmpty();
  }

  private static void awaitServed(HandCall call) {
    TranscribeResponse response = call.next();
    while (response.hasQueued()) {
      response = call.next();
    }
    assertThat(response.hasStarted()).isTrue();
  }

  private static void finish(HandCall call) {
    call.halfClose();
    assertThat(call.answer().code()).isEqualTo(Status.Code.OK);
  }

  private static String transcript(HandCall call) {
    call.halfClose();
    StringBuilder text = new StringBuilder();
    TranscribeResponse response = call.next();
    for (; !response.hasCompleted(); response = call.next()) {
      text.append(response.getSegment().getIsFinal() ? response.getSegment().getText() : "");
    }
    return text.toString();
  }

  private static HandCall call(ManagedChannel to, long maxWaitSeconds, Priority priority) {
    return HandCall.open(to, METHOD, CallOptions.DEFAULT, new Metadata())
        .start(
            Requests.start()
                .setMaxWait(Durations.fromSeconds(maxWaitSeconds))
                .setPriority(priority)
                .build());
  }

  private static ManagedChannel channel(GatewayProcess to) {
    return NettyChannelBuilder.forAddress("127.0.0.1", to.port()).usePlaintext().build();
  }

  private static GatewayProcess gateway(Map<String, String> config) {
    config.put("stenogate.endpoints.gpu-1.sessions-max", "1");
    config.put("stenogate.waiting.per-tenant-max", "3");
    return GatewayProcess.start(List.of(), config);
  }
}
