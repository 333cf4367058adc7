package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Callers that are faster than the model, and do not read, against the packaged gateway in a small
 * heap.
 */
class BackPressureIT {
  private static final int CALLERS = 6;
  private static final int WORDS = 1_800;

  /** Makes a step of 1 ms one of 400 ms: five times slower than speech. */
  private static final double SLOWER = 400;

  /** 35 s of audio and one message; see the session's limits. */
  private static final int BUFFER_BYTES_MAX = 1_120_000 + 64_000;

  private static final int WINDOWS_BYTES = 2 * 65_535 + 64_000;

  @Test
  void aFloodThatIsNotReadIsHeldWithinTheBoundAndLosesNothing() throws Exception {
    byte[] halfAnHour = halfAnHour();
    assertThat(halfAnHour.length / 32_000 / 60).isGreaterThanOrEqualTo(29);
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(
                    1,
                    new ScriptedRecogniser(),
                    EngineProfile.steady(Duration.ofMillis(1), Duration.ZERO)));
        GatewayProcess gateway = GatewayProcess.start(List.of("-Xmx128m"), stack.gatewayConfig())) {
      stack.model("gpu-1").faults().slow(SLOWER);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
      try {
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          floods.add(Flood.start(channel, halfAnHour));
        }
        long heapMost = watchUntilStill(gateway, floods);
        for (Flood flood : floods) {
          assertThat(flood.isAllSent()).isFalse();
          assertThat(flood.sentBytes()).isLessThan(BUFFER_BYTES_MAX + WINDOWS_BYTES);
        }

        stack.model("gpu-1").faults().clear();
        floods.forEach(Flood::read);
        for (Flood flood : floods) {
          assertThat(flood.transcript().get(240, TimeUnit.SECONDS)).isEqualTo(said());
        }
        assertThat(bufferedMost(gateway)).isBetween(64_000L, (long) BUFFER_BYTES_MAX);
        System.out.printf(
            "%d callers × 30 min: most held by one session %d bytes, heap at most %d MiB of 128%n",
            CALLERS, bufferedMost(gateway), Math.max(heapMost, heapBytes(gateway)) >> 20);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** Until no caller gets rid of more for three looks in a row. */
  private static long watchUntilStill(GatewayProcess gateway, List<Flood> floods) {
    long heapMost = 0;
    long before = -1;
    int still = 0;
    while (still < 3) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
      heapMost = Math.max(heapMost, heapBytes(gateway));
      long sent = floods.stream().mapToLong(Flood::sentBytes).sum();
      still = sent == before && sent > 0 ? still + 1 : 0;
      before = sent;
    }
    return heapMost;
  }

  private static byte[] halfAnHour() {
    ScriptedSpeech speech = new ScriptedSpeech().silenceMillis(300);
    for (int word = 0; word < WORDS; word += 12) {
      speech.words(word, 12, 600).silenceMillis(900);
    }
    return speech.pcm();
  }

  private static String said() {
    return IntStream.range(0, WORDS).mapToObj(n -> " w" + n).collect(Collectors.joining());
  }

  private static long heapBytes(GatewayProcess gateway) {
    Matcher used =
        Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)")
            .matcher(gateway.management("/metrics"));
    return used.results().mapToLong(r -> (long) Double.parseDouble(r.group(1))).sum();
  }

  private static long bufferedMost(GatewayProcess gateway) {
    Matcher most =
        Pattern.compile("(?m)^stenogate_session_buffer_most_bytes_max (\\S+)")
            .matcher(gateway.management("/metrics"));
    assertThat(most.find()).isTrue();
    return (long) Double.parseDouble(most.group(1));
  }
}
