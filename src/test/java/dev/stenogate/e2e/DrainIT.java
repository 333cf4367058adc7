package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.GoAway;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a gateway that is stopped, or a connection that grows old, takes leave of its calls. */
class DrainIT {
  private static LocalStack stack;

  @BeforeAll
  static void startStack() {
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
  }

  @AfterAll
  static void stopStack() {
    stack.close();
  }

  @Test
  void aStoppedGatewayLetsCallsFinishTakesNoNewOnesAndSaysSoToProbes() throws Exception {
    try (GatewayProcess gateway = gateway("stenogate.drain.timeout", "15s");
        BlockingCall call = BlockingCall.open(gateway)) {
      call.send(Flood.startRequest());
      call.send(audio(words(0)));
      await(call, TranscribeResponse::hasStarted);

      gateway.process().destroy(); // SIGTERM
      GoAway goAway = await(call, TranscribeResponse::hasGoAway).getGoAway();

      assertThat(Durations.toMillis(goAway.getTimeLeft())).isEqualTo(15_000);
      assertThat(goAway.getResumeToken()).isNotEmpty();
      Eventually.holds(
          "the readiness probe fails", () -> gateway.management("/health/ready").contains("DOWN"));
      assertThat(grpcHealth(gateway)).isEqualTo(ServingStatus.NOT_SERVING);
      assertDrained(gateway);

      call.send(audio(words(4)));
      call.halfClose();
      StringBuilder transcript = new StringBuilder();
      TranscribeResponse last = call.next();
      while (!last.hasCompleted()) {
        transcript.append(last.getSegment().getIsFinal() ? last.getSegment().getText() : "");
        last = call.next();
      }
      assertThat(transcript.toString()).isEqualTo(" w0 w1 w2 w3 w4 w5 w6 w7");
      assertThat(gateway.process().waitFor(8, TimeUnit.SECONDS))
          .as("the process ends with its last call")
          .isTrue();
      assertThat(gateway.log()).doesNotContain("link failed").doesNotContain("\tat ");
    }
  }

  @Test
  void callsLeaveAConnectionThatGrowsOldAndTheNextCallGetsANewOne() throws Exception {
    try (GatewayProcess gateway =
            gateway("stenogate.drain.timeout", "1s", "stenogate.drain.connection-age-max", "6s");
        BlockingCall call = BlockingCall.open(gateway)) {
      call.send(Flood.startRequest());
      call.send(audio(words(0)));

      GoAway goAway = await(call, TranscribeResponse::hasGoAway).getGoAway();

      assertThat(Durations.toMillis(goAway.getTimeLeft())).isEqualTo(1_000);
      assertThatThrownBy(() -> await(call, _ -> false))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(StatusProto.fromThrowable(e).getDetailsList().toString())
                    .contains("DRAINED");
              });
      assertThat(grpcHealth(gateway)).isEqualTo(ServingStatus.SERVING);
      try (BlockingCall next = BlockingCall.open(gateway)) {
        next.send(Flood.startRequest());
        await(next, TranscribeResponse::hasStarted);
      }
    }
  }

  private static void assertDrained(GatewayProcess gateway) {
    try (BlockingCall late = BlockingCall.open(gateway)) {
      assertThatThrownBy(() -> await(late, _ -> false))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(StatusProto.fromThrowable(e).getDetailsList())
                    .anySatisfy(d -> assertThat(d.is(RetryInfo.class)).isTrue())
                    .anySatisfy(d -> assertThat(d.toString()).contains("DRAINED"));
              });
    }
  }

  private static ServingStatus grpcHealth(GatewayProcess gateway) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  private static TranscribeResponse await(
      BlockingCall call, Predicate<TranscribeResponse> condition) {
    while (true) {
      TranscribeResponse response = call.next();
      if (condition.test(response)) {
        return response;
      }
    }
  }

  private static GatewayProcess gateway(String... settings) {
    Map<String, String> config = stack.gatewayConfig();
    for (int i = 0; i < settings.length; i += 2) {
      config.put(settings[i], settings[i + 1]);
    }
    return GatewayProcess.start(List.of(), config);
  }

  private static byte[] words(int first) {
    return new ScriptedSpeech().words(first, 4, 60).silenceMillis(300).pcm();
  }

  private static TranscribeRequest audio(byte[] pcm) {
    return TranscribeRequest.newBuilder().setAudio(ByteString.copyFrom(pcm)).build();
  }
}
