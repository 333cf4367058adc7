package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import org.junit.jupiter.api.Test;

class OffsetsTest {
  @Test
  void aSampleIsExact() {
    assertThat(Offsets.ofSamples(1)).isEqualTo(Durations.fromNanos(62_500));
  }

  @Test
  void secondsAndNanosAreKeptApart() {
    assertThat(Offsets.ofSamples(3 * 16_000 + 8_000))
        .isEqualTo(Duration.newBuilder().setSeconds(3).setNanos(500_000_000).build());
  }

  @Test
  void aHundredDaysFit() {
    assertThat(Offsets.ofSamples(100L * 86_400 * 16_000)).isEqualTo(Durations.fromDays(100));
  }
}
