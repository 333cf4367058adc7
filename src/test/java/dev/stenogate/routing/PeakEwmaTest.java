package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** An average that believes bad news at once. */
class PeakEwmaTest {
  private static final long TAU = 5_000_000_000L;

  @Test
  void aPeakCountsAtOnceAndFadesWithTimeNotWithSamples() {
    PeakEwma often = PeakEwma.NONE.sampled(2, 0, TAU);
    PeakEwma seldom = often;

    for (int i = 1; i <= 100; i++) {
      often = often.sampled(0, i * TAU / 100, TAU);
    }
    seldom = seldom.sampled(0, TAU, TAU);

    assertThat(often.value()).isCloseTo(2 / Math.E, within(0.001));
    assertThat(seldom.value()).isCloseTo(2 / Math.E, within(0.001));
  }

  @Test
  void itIsNotKnownBeforeTheFirstSample() {
    assertThat(PeakEwma.NONE.isKnown()).isFalse();
    assertThat(PeakEwma.NONE.orElse(7)).isEqualTo(7);
    assertThat(PeakEwma.NONE.sampled(0, 0, TAU).isKnown()).isTrue();
  }

  @Test
  void aClockThatGoesBackDoesNoHarm() {
    assertThat(PeakEwma.NONE.sampled(2, TAU, TAU).sampled(1, 0, TAU).value()).isEqualTo(2);
  }
}
