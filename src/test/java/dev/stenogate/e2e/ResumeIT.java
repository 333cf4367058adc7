package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.Resume;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A gateway dies in the middle of a call; the caller goes on at another replica, which knows
 * nothing but the key.
 */
class ResumeIT {
  private static final String KEY = "a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3RzIQ==";
  private static final int WORDS = 18;

  @Test
  void aCallGoesOnAtAnotherReplicaWhenItsGatewayIsKilled() throws Exception {
    byte[] pcm =
        new ScriptedSpeech()
            .words(0, 6, 60)
            .silenceMillis(900)
            .words(6, 6, 60)
            .silenceMillis(900)
            .words(12, 6, 60)
            .silenceMillis(300)
            .pcm();
    try (LocalStack stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()))) {
      Map<String, String> config = stack.gatewayConfig();
      config.put("stenogate.resume.keys", KEY);
      try (GatewayProcess first = GatewayProcess.start(List.of(), config);
          GatewayProcess second = GatewayProcess.start(List.of(), config)) {
        StringBuilder transcript = new StringBuilder();
        Segment last = firstFinal(first, pcm, transcript);
        first.process().destroyForcibly().waitFor();

        resume(second, pcm, last, transcript);

        assertThat(transcript.toString())
            .isEqualTo(
                IntStream.range(0, WORDS).mapToObj(n -> " w" + n).collect(Collectors.joining()));
        assertThat(refusal(second, last.getResumeToken() + "A"))
            .isEqualTo(Status.Code.FAILED_PRECONDITION);
      }
    }
  }

  @Test
  void aGatewayThatIsStoppedTellsItsCallersAndBlamesNoEndpoint() throws Exception {
    byte[] pcm = new ScriptedSpeech().words(0, 6, 60).silenceMillis(900).words(6, 6, 60).pcm();
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
        GatewayProcess gateway = GatewayProcess.start(List.of(), drainingFast(stack));
        BlockingCall call = BlockingCall.open(gateway)) {
      call.send(Flood.startRequest());
      call.send(audio(pcm, 0, pcm.length));
      while (!call.next().getSegment().getIsFinal()) {}

      gateway.process().destroy(); // SIGTERM
      gateway.process().waitFor();

      assertThatThrownBy(
              () -> {
                while (true) {
                  call.next();
                }
              })
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              ended -> {
                assertThat(ended.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(StatusProto.fromThrowable(ended).getDetailsList().toString())
                    .contains("DRAINED");
              });
      assertThat(gateway.log())
          .contains("outcome=drained")
          .doesNotContain("link failed")
          .doesNotContain("\tat ");
    }
  }

  private static Map<String, String> drainingFast(LocalStack stack) {
    Map<String, String> config = stack.gatewayConfig();
    config.put("stenogate.drain.timeout", "500ms");
    return config;
  }

  /** Sends more than half, and hears the first final. */
  private static Segment firstFinal(GatewayProcess gateway, byte[] pcm, StringBuilder transcript) {
    try (BlockingCall call = BlockingCall.open(gateway)) {
      call.send(Flood.startRequest());
      call.send(audio(pcm, 0, pcm.length * 2 / 3 / 2 * 2));
      Segment last = null;
      while (last == null) {
        TranscribeResponse response = call.next();
        last = response.getSegment().getIsFinal() ? response.getSegment() : null;
      }
      transcript.append(last.getText());
      return last;
    }
  }

  private static void resume(
      GatewayProcess gateway, byte[] pcm, Segment last, StringBuilder transcript) {
    Duration from = last.getEndOffset();
    int offset = Math.toIntExact(Durations.toNanos(from) / 62_500 * 2);
    try (BlockingCall call = BlockingCall.open(gateway)) {
      call.send(startAt(last.getResumeToken(), from));
      call.send(audio(pcm, offset, pcm.length));
      call.halfClose();
      long expected = last.getSegmentId() + 1;
      for (TranscribeResponse response = call.next();
          !response.hasCompleted();
          response = call.next()) {
        if (response.getSegment().getIsFinal()) {
          assertThat(response.getSegment().getSegmentId()).isEqualTo(expected++);
          assertThat(Durations.compare(response.getSegment().getStartOffset(), from))
              .isNotNegative();
          transcript.append(response.getSegment().getText());
        }
      }
    }
  }

  private static Status.Code refusal(GatewayProcess gateway, String token) {
    try (BlockingCall call = BlockingCall.open(gateway)) {
      call.send(startAt(token, Durations.ZERO));
      call.next();
      return Status.Code.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode();
    }
  }

  private static TranscribeRequest startAt(String token, Duration offset) {
    return TranscribeRequest.newBuilder()
        .setStart(
            Flood.startRequest().getStart().toBuilder()
                .setResume(Resume.newBuilder().setToken(token).setAudioOffset(offset)))
        .build();
  }

  private static TranscribeRequest audio(byte[] pcm, int from, int to) {
    return TranscribeRequest.newBuilder()
        .setAudio(ByteString.copyFrom(pcm, from, to - from))
        .build();
  }
}
