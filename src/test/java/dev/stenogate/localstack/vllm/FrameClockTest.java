package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameClockTest {
  private final FrameClock clock = new FrameClock(6);

  @ParameterizedTest
  @CsvSource({"8959, 0", "8999, 0", "9000, 1", "9001, 1", "10279, 1", "10280, 2"})
  void countsTheDeltasOfAnOpenUtterance(long samples, long deltas) {
    assertThat(clock.frames(samples, false)).isEqualTo(deltas);
  }

  @ParameterizedTest
  @CsvSource({"40, 11", "1319, 11", "1320, 12", "16000, 23", "160000, 135"})
  void countsTheDeltasOfAFinishedUtterance(long samples, long deltas) {
    assertThat(clock.frames(samples, true)).isEqualTo(deltas);
  }

  @ParameterizedTest
  @CsvSource({"1", "6", "30"})
  void leavesTheDelayAndElevenDeltasForTheTail(int delayFrames) {
    FrameClock delayed = new FrameClock(delayFrames);
    long samples = 100 * 1280 + 40;
    assertThat(delayed.frames(samples, true) - delayed.frames(samples, false))
        .isEqualTo(delayFrames + 11);
  }

  @Test
  void isNeverReadyWithoutAudio() {
    assertThat(clock.frames(0, true)).isZero();
  }
}
