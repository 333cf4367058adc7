package dev.stenogate.audio;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PcmTest {
  private static final long CENTURY_SAMPLES = 50_000_000_000_000L;

  @Test
  void aTokenLastsEightyMilliseconds() {
    assertThat(Pcm.millis(Pcm.SAMPLES_PER_TOKEN)).isEqualTo(80);
    assertThat(Pcm.nanos(Pcm.SAMPLES_PER_TOKEN)).isEqualTo(80_000_000);
  }

  @Test
  void timesThatFallBetweenTwoSamplesAreRoundedDown() {
    assertThat(Pcm.millis(31)).isEqualTo(1);
    assertThat(Pcm.samplesOfNanos(124_999)).isEqualTo(1);
    assertThat(Pcm.samplesOfMillis(1)).isEqualTo(16);
  }

  @Property
  void samplesSurviveTheWayToNanosecondsAndBack(
      @ForAll @LongRange(min = 0, max = CENTURY_SAMPLES) long samples) {
    assertThat(Pcm.samplesOfNanos(Pcm.nanos(samples))).isEqualTo(samples);
  }

  @Property
  void millisecondsSurviveTheWayToSamplesAndBack(
      @ForAll @LongRange(min = 0, max = CENTURY_SAMPLES) long millis) {
    assertThat(Pcm.millis(Pcm.samplesOfMillis(millis))).isEqualTo(millis);
  }
}
