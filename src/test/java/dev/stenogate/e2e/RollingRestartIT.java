package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.client.Connection;
import dev.stenogate.client.Pace;
import dev.stenogate.client.PcmSource;
import dev.stenogate.client.Reconnect;
import dev.stenogate.client.ServerAddress;
import dev.stenogate.client.Ticker;
import dev.stenogate.client.TranscriptListener;
import dev.stenogate.client.Transcription;
import dev.stenogate.client.TranscriptionClient;
import dev.stenogate.client.TranscriptionOptions;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A deployment: both replicas of the gateway are restarted, one after the other, under calls. */
class RollingRestartIT {
  private static final String KEY = "a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3RzIQ==";
  private static final int CALLS = 50;

  /** More than it ever takes: 3 minutes. Callers fall silent when both replicas are back. */
  private static final int SEGMENTS_MAX = 45;

  private static final int SEGMENT_WORDS = 8;

  @Test
  void fiftyLiveCallsLoseNothingWhenBothReplicasAreRestarted() throws Exception {
    byte[] pcm = speech();
    try (LocalStack stack =
        LocalStack.start(
            LocalStack.Options.of(2, new ScriptedRecogniser(), EngineProfile.instant()))) {
      Map<String, String> config = stack.gatewayConfig();
      config.put("stenogate.resume.keys", KEY);
      config.put("stenogate.endpoints.gpu-1.sessions-max", "100");
      config.put("stenogate.endpoints.gpu-2.sessions-max", "100");
      GatewayProcess first = GatewayProcess.start(List.of(), config);
      GatewayProcess second = GatewayProcess.start(List.of(), config);
      try (TranscriptionClient client =
          new TranscriptionClient(Connection.plaintext(address(first), address(second)))) {
        List<LiveCall> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
          LiveCall call = new LiveCall(client, pcm);
          Eventually.holds("the call has started", call::hasStarted);
          calls.add(call);
        }

        first = restarted(first);
        second = restarted(second);

        calls.forEach(call -> call.voice.fallSilent());
        for (LiveCall call : calls) {
          call.transcription.completion().get(60, TimeUnit.SECONDS);
        }
        assertThat(calls).allSatisfy(LiveCall::check);
        assertThat(first.log() + second.log()).doesNotContain("defect id=");
      } finally {
        first.close();
        second.close();
      }
    }
  }

  private static ServerAddress address(GatewayProcess gateway) {
    return new ServerAddress("127.0.0.1", gateway.port());
  }

  /** As the kubelet does it: SIGTERM, gone, and back when it is ready. */
  private static GatewayProcess restarted(GatewayProcess gateway) throws InterruptedException {
    gateway.process().destroy();
    gateway.process().waitFor();
    return gateway.again();
  }

  /** Numbered words in segments of one length. */
  private static byte[] speech() {
    ScriptedSpeech speech = new ScriptedSpeech();
    for (int segment = 0; segment < SEGMENTS_MAX; segment++) {
      speech.words(segment * SEGMENT_WORDS, SEGMENT_WORDS, 60).silenceMillis(940);
    }
    return speech.pcm();
  }

  /** Speaks until it is told to fall silent, and then to the end of its segment. */
  private static final class Voice extends InputStream {
    private final byte[] pcm;
    private final int segmentBytes;
    private int position;
    private int end;

    Voice(byte[] pcm) {
      this.pcm = pcm;
      this.segmentBytes = pcm.length / SEGMENTS_MAX;
      this.end = pcm.length;
    }

    synchronized void fallSilent() {
      end = Math.ceilDiv(position, segmentBytes) * segmentBytes;
    }

    synchronized String said() {
      return IntStream.range(0, end / segmentBytes * SEGMENT_WORDS)
          .mapToObj(n -> " w" + n)
          .collect(Collectors.joining());
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      int read = Math.min(length, end - position);
      System.arraycopy(pcm, position, into, offset, read);
      position += read;
      return read == 0 && length > 0 ? -1 : read;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }
  }

  private static final class LiveCall implements TranscriptListener {
    private final StringBuilder transcript = new StringBuilder();
    private final Transcription transcription;
    private final Voice voice;
    private volatile boolean started;
    private int reconnects;

    LiveCall(TranscriptionClient client, byte[] pcm) {
      voice = new Voice(pcm);
      transcription =
          client.transcribe(
              new TranscriptionOptions(
                  Start.getDefaultInstance(), Pace.realTime(Ticker.system()), Optional.empty()),
              PcmSource.raw(voice),
              this);
    }

    boolean hasStarted() {
      return started;
    }

    @Override
    public void onResponse(TranscribeResponse response) {
      started |= response.hasStarted();
      if (response.getSegment().getIsFinal()) {
        transcript.append(response.getSegment().getText());
      }
    }

    @Override
    public void onReconnect(Reconnect reconnect) {
      reconnects++;
    }

    void check() {
      assertThat(transcript.toString()).isEqualTo(voice.said());
      assertThat(reconnects).as("every replica was restarted").isPositive();
    }
  }
}
