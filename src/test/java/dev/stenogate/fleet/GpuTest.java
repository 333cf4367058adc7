package dev.stenogate.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stenogate.audio.Pcm;
import dev.stenogate.localstack.recogniser.ConstantRecogniser;
import dev.stenogate.localstack.vllm.Compatibility;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.localstack.vllm.SimulatedVllm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The coarse engine against the local stack's, which steps frame by frame. */
class GpuTest {
  private static final int SPEECH_TICKS = 400; // 32 s
  private static final int FLUSH_DELTAS = 17;
  private static final int FINALS = 9;
  private static final long FINAL_NANOS = 2_000_000_000L;

  /**
   * What sessions saw that all spoke.
   *
   * @param deltas that each got in 32 s
   * @param finalMillis from the end of one's utterance to its final text
   */
  private record Seen(double deltas, double finalMillis) {}

  @Test
  void anL4ThatKeepsUpFinishesAsFastAsTheExactEngine() {
    Seen exact = exact(EngineProfile.l4(), 20);
    Seen coarse = coarse(GpuSpeed.L4, 20);

    assertThat(exact.deltas()).isCloseTo(SPEECH_TICKS - Utterance.DELAY, within(2.0));
    assertThat(coarse.deltas()).isCloseTo(exact.deltas(), within(2.0));
    assertThat(coarse.finalMillis())
        .isCloseTo(exact.finalMillis(), within(0.15 * exact.finalMillis()));
  }

  @Test
  void anOverloadedL4FallsBehindAsFarAsTheExactEngine() {
    Seen exact = exact(EngineProfile.l4(), 60);
    Seen coarse = coarse(GpuSpeed.L4, 60);

    double behind = SPEECH_TICKS - exact.deltas();
    assertThat(behind).isGreaterThan(50); // 4 s late after 32 s
    assertThat(SPEECH_TICKS - coarse.deltas()).isCloseTo(behind, within(0.15 * behind));
  }

  @Test
  void anH100FinishesAsFastAsTheExactEngine() {
    Seen exact = exact(EngineProfile.h100(), 100);
    Seen coarse = coarse(GpuSpeed.H100, 100);

    assertThat(coarse.finalMillis())
        .isCloseTo(exact.finalMillis(), within(0.2 * exact.finalMillis()));
  }

  /** All speak for 32 s; then one finishes after the other, while the rest goes on. */
  private static Seen coarse(GpuSpeed speed, int sessions) {
    Gpu gpu = new Gpu(0, new EndpointPlan(speed, sessions, Collections.emptyList()), 1);
    List<Utterance> all = Stream.generate(() -> new Utterance(0)).limit(sessions).toList();
    double[] deltas = new double[SPEECH_TICKS];
    for (long tick = 0; tick < SPEECH_TICKS; tick++) {
      gpu.begin(tick);
      for (Utterance utterance : all) {
        utterance.speak();
        if (utterance.due() > 0) {
          gpu.ready(utterance.due());
        }
      }
      gpu.run();
      all.forEach(utterance -> utterance.hear(gpu.deltas()));
      deltas[(int) tick] = gpu.deltas();
    }
    double heard = all.stream().mapToDouble(Utterance::heard).average().orElse(0);
    return new Seen(heard, FLUSH_DELTAS * Ticks.MILLIS / median(deltas));
  }

  private static Seen exact(EngineProfile profile, int sessions) {
    Time time = new Time();
    SimulatedVllm vllm =
        new SimulatedVllm(
            ConstantRecogniser.ofTheRecordedExchanges(),
            Compatibility.LATEST,
            profile,
            time,
            new SplittableRandom(1),
            () -> {});
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      Client client = new Client(time);
      clients.add(client);
      client.speak(vllm, i * Ticks.NANOS / sessions);
    }
    long speechNanos = SPEECH_TICKS * Ticks.NANOS;
    time.passTo(speechNanos);
    double deltas = clients.stream().mapToInt(c -> c.deltas).average().orElse(0);
    double[] finalMillis = new double[FINALS];
    for (int i = 0; i < FINALS; i++) {
      Client client = clients.get(i);
      client.ends = true;
      time.passTo(time.nanoTime() + FINAL_NANOS);
      finalMillis[i] = (client.doneNanos - client.endNanos) / 1e6;
    }
    return new Seen(deltas, median(finalMillis));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A client that sends a frame each 80 ms, until it ends its utterance. */
  private static final class Client implements SimulatedVllm.Socket {
    private static final String FRAME =
        "{\"type\":\"input_audio_buffer.append\",\"audio\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(new byte[2 * Pcm.SAMPLES_PER_TOKEN]));

    private final Time time;
    private SimulatedVllm.Connection connection;
    private boolean ends;
    private int deltas;
    private long endNanos;
    private long doneNanos;

    Client(Time time) {
      this.time = time;
    }

    void speak(SimulatedVllm vllm, long fromNanos) {
      connection = vllm.connect(this);
      connection.text("{\"type\":\"session.update\",\"model\":\"" + vllm.model() + "\"}");
      connection.text("{\"type\":\"input_audio_buffer.commit\"}");
      time.at(fromNanos, this::frame);
    }

    private void frame() {
      if (ends) {
        endNanos = time.nanoTime();
        connection.text("{\"type\":\"input_audio_buffer.commit\",\"final\":true}");
      } else {
        connection.text(FRAME);
        time.at(time.nanoTime() + Ticks.NANOS, this::frame);
      }
    }

    @Override
    public void send(String json) {
      deltas += json.contains("transcription.delta") ? 1 : 0;
      doneNanos = json.contains("transcription.done") ? time.nanoTime() : doneNanos;
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void close(int code, String reason) {}

    @Override
    public void abort() {}
  }

  private static final class Time implements SimulatedVllm.Clock {
    private record Task(long atNanos, long order, Runnable run) {}

    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::order));
    private long nowNanos;
    private long order;

    @Override
    public long nanoTime() {
      return nowNanos;
    }

    @Override
    public void at(long nanoTime, Runnable task) {
      tasks.add(new Task(Math.max(nowNanos, nanoTime), order++, task));
    }

    void passTo(long nanos) {
      while (!tasks.isEmpty() && tasks.peek().atNanos() <= nanos) {
        Task next = tasks.remove();
        nowNanos = next.atNanos();
        next.run().run();
      }
      nowNanos = nanos;
    }
  }
}
