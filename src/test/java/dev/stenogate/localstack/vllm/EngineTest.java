package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ConstantRecogniser;
import dev.stenogate.localstack.recogniser.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The engine in hand-driven time: 10 ms a step and 1 ms for each session of the batch. */
class EngineTest {
  private static final VllmOptions OPTIONS =
      VllmOptions.of(ConstantRecogniser.ofTheRecordedExchanges())
          .withEngine(EngineProfile.steady(Duration.ofMillis(10), Duration.ofMillis(1)));

  private final HandClock clock = new HandClock();
  private final VllmCounters counters = new VllmCounters();
  private final VllmFaults faults =
      new VllmFaults(FaultState.healthy(Compatibility.V0_17), _ -> {});
  private boolean died;
  private final Engine engine = engine(OPTIONS);

  private Engine engine(VllmOptions options) {
    return new Engine(
        options, clock, faults::state, new SplittableRandom(1), counters, () -> died = true);
  }

  /** A client in the test's hands. */
  private static final class Client implements RealtimeSession.Outbox {
    private final List<String> received = new ArrayList<>();
    private final RealtimeSession session;
    private boolean reads = true;

    Client(Engine engine) {
      session = engine.join(this);
      session.onText("{\"type\":\"session.update\",\"model\":\"" + VllmOptions.MODEL + "\"}");
      session.onText("{\"type\":\"input_audio_buffer.commit\"}");
    }

    void append(int samples) {
      String audio = Base64.getEncoder().encodeToString(new byte[2 * samples]);
      session.onText("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + audio + "\"}");
    }

    void finish() {
      session.onText("{\"type\":\"input_audio_buffer.commit\",\"final\":true}");
    }

    @Override
    public void send(String json) {
      received.add(json);
    }

    @Override
    public boolean isWritable() {
      return reads;
    }

    @Override
    public void close(int code, String reason) {
      received.add("close " + code);
    }

    @Override
    public void abort() {
      received.add("abort");
    }
  }

  @Test
  void givesOneDeltaToEverySessionThatHasAFrameInOneStepForAll() {
    List<Client> clients = List.of(new Client(engine), new Client(engine), new Client(engine));
    clients.forEach(client -> client.append(9_000));
    clock.pass(Duration.ofMillis(11)); // The first came alone.
    assertThat(clients.stream().map(client -> client.received.size())).containsExactly(1, 0, 0);
    clock.pass(Duration.ofMillis(12)); // The others share a step: 10 + 2 ms.
    assertThat(clients.stream().map(client -> client.received.size())).containsExactly(1, 1, 1);
    assertThat(counters.steps()).isEqualTo(2);
  }

  @Test
  void neverHasASessionInTwoStepsAtOnce() {
    Client client = new Client(engine);
    client.append(9_000 + 99 * 1280);
    clock.pass(Duration.ofMillis(11 * 7));
    assertThat(client.received).hasSize(7);
  }

  @Test
  void takesSeventeenStepsFromFinalToDone() {
    Client client = new Client(engine);
    client.append(16_000);
    clock.pass(Duration.ofSeconds(1));
    int before = client.received.size();
    client.finish();
    clock.pass(Duration.ofMillis(17 * 11 - 1));
    assertThat(client.received).hasSize(before + 16);
    clock.pass(Duration.ofMillis(1));
    assertThat(client.received).hasSize(before + 18);
    assertThat(client.received.getLast()).contains("transcription.done");
  }

  @Test
  void fallsBehindWhenAStepTakesLongerThanAFrame() {
    faults.slow(10);
    Client client = new Client(engine);
    client.append(9_000 + 9 * 1280);
    clock.pass(Duration.ofMillis(110 * 4));
    assertThat(client.received).hasSize(4);
  }

  @Test
  void servesNoMoreSessionsInAStepThanItsBatchHolds() {
    EngineProfile two =
        new EngineProfile(
            Duration.ofMillis(10),
            Duration.ZERO,
            0,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            2);
    Engine small = engine(OPTIONS.withEngine(two));
    faults.mute(true);
    List<Client> clients = List.of(new Client(small), new Client(small), new Client(small));
    clients.forEach(client -> client.append(9_000));
    faults.mute(false);
    small.offerAll();
    clock.pass(Duration.ofMillis(10));
    assertThat(counters.deltas()).isEqualTo(2);
    clock.pass(Duration.ofMillis(10));
    assertThat(counters.deltas()).isEqualTo(3);
  }

  @Test
  void makesNoDeltaForAClientThatDoesNotRead() {
    Client client = new Client(engine);
    client.reads = false;
    client.append(16_000);
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received).isEmpty();
    client.reads = true;
    engine.offer(client.session);
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received).hasSize(6);
  }

  @Test
  void stallsSilentlyAfterSixtySecondsWithoutAToken() {
    Client client = new Client(engine);
    client.append(16_000);
    clock.pass(Duration.ofSeconds(1));
    int before = client.received.size();
    clock.pass(Duration.ofSeconds(61));
    client.append(16_000);
    client.finish();
    client.session.onText("{\"type\":\"input_audio_buffer.commit\"}");
    clock.pass(Duration.ofMinutes(10));
    assertThat(client.received).hasSize(before + 1);
    assertThat(counters.generationsStarted()).isEqualTo(1);
  }

  @Test
  void doesNotStallWhileTokensCome() {
    Client client = new Client(engine);
    client.append(9_000);
    for (int i = 0; i < 3; i++) {
      clock.pass(Duration.ofSeconds(59));
      client.append(1_280);
    }
    client.finish();
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received.getLast()).contains("transcription.done");
  }

  @Test
  void diesForEverySessionWhenOneUtteranceOutgrowsTheContext() {
    Engine small = engine(OPTIONS.withContextTokensMax(39 + 10));
    Client idle = new Client(small);
    Client talker = new Client(small);
    talker.append(9_000 + 9 * 1_280);
    clock.pass(Duration.ofSeconds(1));
    assertThat(talker.received).hasSize(10);
    assertThat(died).isFalse();
    talker.append(1_280);
    clock.pass(Duration.ofSeconds(1));
    assertThat(died).isTrue();
    assertThat(talker.received.getLast()).contains("EngineCore encountered an issue");
    assertThat(idle.received.getLast()).contains("EngineCore encountered an issue");
  }

  @Test
  void forgetsASessionThatIsGone() {
    Client client = new Client(engine);
    client.append(16_000);
    client.session.onClosed();
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received).isEmpty();
    assertThat(engine.sessions()).isEmpty();
    assertThat(counters.generationsRunning()).isZero();
  }

  @Test
  void textRunsAtMostFourSecondsAheadOfRecognition() {
    HandRecogniser recogniser = new HandRecogniser();
    Client client = new Client(engine(VllmOptions.of(recogniser)));
    client.append(60 * 16_000);
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received).hasSize(4_000 / 80);
    recogniser.hears(16_000);
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received).hasSize(5_000 / 80);
  }

  @Test
  void theTailWaitsForTheLastWords() {
    HandRecogniser recogniser = new HandRecogniser();
    Client client = new Client(engine(VllmOptions.of(recogniser)));
    client.append(40 + 9 * 1280);
    client.finish();
    clock.pass(Duration.ofSeconds(9));
    assertThat(client.received).hasSize(9);
    recogniser.finishesWith(new Word(" last", 40));
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received).hasSize(9 + 11 + 1);
    assertThat(client.received.getLast()).contains("\"text\":\" last\"");
    assertThat(recogniser.isClosed()).isTrue();
  }

  @Test
  void aFailedRecognitionEndsTheGenerationWithItsError() {
    HandRecogniser recogniser = new HandRecogniser();
    Client client = new Client(engine(VllmOptions.of(recogniser)));
    client.append(9_000);
    recogniser.fails("no memory");
    clock.pass(Duration.ofSeconds(1));
    assertThat(client.received.getLast())
        .isEqualTo("{\"type\":\"error\",\"error\":\"no memory\",\"code\":\"processing_error\"}");
    assertThat(counters.generationsRunning()).isZero();
  }
}
