package dev.stenogate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltaClockTest {
  private static final DeltaClock CLOCK = DeltaClock.DEFAULT;

  /** What vLLM 0.17 sent for so many samples without a final commit. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "39, 0",
    "40, 0",
    "8959, 0",
    "8999, 0",
    "9000, 1",
    "9001, 1",
    "10279, 1",
    "10280, 2"
  })
  void countsWhatAnOpenUtteranceIsOwed(long samples, long deltas) {
    assertThat(CLOCK.due(samples)).isEqualTo(deltas);
  }

  /** What vLLM 0.17 sent in all for so many samples with a final commit. */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "40, 11",
    "1279, 11",
    "1280, 11",
    "1319, 11",
    "1320, 12",
    "1321, 12",
    "16000, 23",
    "160000, 135",
    "256000, 210"
  })
  void countsWhatAFinishedUtteranceIsOwed(long samples, long deltas) {
    assertThat(CLOCK.dueInAll(samples)).isEqualTo(deltas);
  }

  @Test
  void owesOneLessForAudioThatEndsBeforeTheFirstWindow() {
    assertThat(CLOCK.dueInAll(1)).isEqualTo(10);
    assertThat(CLOCK.dueInAll(39)).isEqualTo(10);
  }

  @Test
  void leavesTheDelayAndElevenMoreForTheFlush() {
    long samples = 160_000;
    assertThat(CLOCK.dueInAll(samples) - CLOCK.due(samples)).isEqualTo(17);
    DeltaClock slow = new DeltaClock(12);
    assertThat(slow.dueInAll(samples) - slow.due(samples)).isEqualTo(23);
    assertThat(slow.dueInAll(samples)).isEqualTo(CLOCK.dueInAll(samples));
  }

  @Test
  void isLateByEightyMillisecondsForEachDeltaThatDidNotCome() {
    assertThat(CLOCK.lagNanos(9_000, 1)).isZero();
    assertThat(CLOCK.lagNanos(9_000, 0)).isEqualTo(80_000_000);
    assertThat(CLOCK.lagNanos(9_000 + 24 * 1_280, 0)).isEqualTo(2_000_000_000);
    assertThat(CLOCK.lagNanos(9_000, 18)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 160000, 1280",
    "9, 160000, 12800",
    "124, 160000, 160000",
    "134, 160000, 160000",
    "0, 40, 40"
  })
  void datesAWordByItsDeltaAndNeverBeyondTheAudio(long delta, long samples, long end) {
    assertThat(DeltaClock.wordEndSamples(delta, samples)).isEqualTo(end);
  }

  @Test
  void refusesADelayThatNoModelHas() {
    assertThatThrownBy(() -> new DeltaClock(0)).hasMessage("delayTokens: 0 (expected: 1..30)");
    assertThatThrownBy(() -> new DeltaClock(31)).hasMessageContaining("31");
  }
}
