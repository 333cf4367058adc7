package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which engine is late, and which caller is fast. */
class LatenessTest {
  private static final long MILLI = 1_000_000L;
  private static final long DELTA = 80 * MILLI;

  private final Lateness lateness = new Lateness();

  @Test
  void whereNothingIsDueNothingIsSaid() {
    assertThat(lateness.takePeakNanos(0)).isNegative();

    lateness.due(1, 0);
    lateness.delta(5 * MILLI);
    assertThat(lateness.takePeakNanos(6 * MILLI)).isEqualTo(5 * MILLI);
    assertThat(lateness.takePeakNanos(7 * MILLI)).isNegative();
  }

  @Test
  void aFastCallerDoesNotMakeAFastEngineLate() {
    lateness.due(50, 0); // 4 s of speech at once

    for (int i = 1; i <= 50; i++) {
      lateness.delta(40L * i * MILLI); // heard at twice the speed of speech
    }

    assertThat(lateness.takePeakNanos(2_000 * MILLI)).isLessThanOrEqualTo(40 * MILLI);
  }

  @Test
  void anEngineSlowerThanSpeechGetsLaterAllTheTime() {
    for (int i = 0; i < 50; i++) {
      lateness.due(i + 1, i * DELTA);
    }
    for (int i = 1; i <= 40; i++) {
      lateness.delta(100L * i * MILLI);
    }

    assertThat(lateness.takePeakNanos(4_000 * MILLI)).isEqualTo(880 * MILLI);
  }

  @Test
  void aMuteEngineIsAsLateAsItIsWaitedFor() {
    lateness.due(1, 0);
    lateness.due(10, 9 * DELTA);

    assertThat(lateness.takePeakNanos(1_000 * MILLI)).isEqualTo(1_000 * MILLI);
    assertThat(lateness.takePeakNanos(2_000 * MILLI)).isEqualTo(2_000 * MILLI);
  }

  @Test
  void audioThatComesAfterAPauseIsDueWhenItCame() {
    lateness.due(1, 0);
    lateness.delta(10 * MILLI);
    lateness.due(2, 5_000 * MILLI);
    lateness.delta(5_020 * MILLI);

    assertThat(lateness.takePeakNanos(6_000 * MILLI)).isEqualTo(20 * MILLI);
  }

  @Test
  void moreThanAWindowMayBeDue() {
    lateness.due(30, 0);
    for (int i = 0; i < 20; i++) {
      lateness.delta(0);
    }
    lateness.due(300, 0); // The ring has gone round and grows.

    for (int i = 20; i < 300; i++) {
      lateness.delta(i * DELTA + 3 * MILLI);
    }

    assertThat(lateness.takePeakNanos(400 * DELTA)).isEqualTo(3 * MILLI);
  }
}
