package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an endpoint is found to carry. */
class SafeCapacityTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int CAP = 12;

  private SafeCapacity capacity =
      SafeCapacity.full(new Endpoint("a", "default", "voxtral", List.of(), CAP, 6));

  @Test
  void beginsAtTheCapAndNeverGoesBeyond() {
    hear(0.1, 12, 0, 600);

    assertThat(capacity.whole()).isEqualTo(CAP);
  }

  @Test
  void lateTextTakesAFifthAwayAndThenWaitsForItsEffect() {
    hear(1.5, 10, 0, 7);
    assertThat(capacity.whole()).isEqualTo(8);

    hear(1.5, 10, 8, 9);
    assertThat(capacity.whole()).isEqualTo(6);
  }

  @Test
  void risesFastToWhereItGotLateAndSlowlyFromThere() {
    hear(1.5, 10, 0, 0);

    hear(0.2, 8, 1, 2);
    assertThat(capacity.whole()).isEqualTo(9);
    hear(0.2, 9, 3, 6);
    assertThat(capacity.whole()).isEqualTo(9);
    hear(0.2, 9, 7, 12);

    assertThat(capacity.whole()).isEqualTo(11);
  }

  @Test
  void nothingIsLearnedFromSlotsThatAreFree() {
    hear(1.5, 10, 0, 0);

    hear(0.1, 3, 1, 290);

    assertThat(capacity.whole()).isEqualTo(8);
  }

  @Test
  void lagThatIsNeitherFlatNorLateChangesNothing() {
    hear(1.5, 10, 0, 0);

    hear(0.6, 8, 1, 300);

    assertThat(capacity.whole()).isEqualTo(8);
  }

  @Test
  void lagOfTheFewThatAreLeftSaysNothingOfTheMany() {
    hear(1.5, 10, 0, 0);

    hear(3, 3, 1, 60);

    assertThat(capacity.whole()).isEqualTo(8);
  }

  @Test
  void oneSessionIsAlwaysSafe() {
    for (int s = 0; s < 600; s++) {
      hear(9, capacity.whole(), s, s);
    }

    assertThat(capacity.whole()).isOne();
  }

  @Test
  void whatWasLearnedOfASickEndpointCountsHalf() {
    for (int s = 0; s < 600; s++) {
      hear(9, capacity.whole(), s, s);
    }

    assertThat(capacity.recovered(CAP).whole()).isEqualTo(CAP / 2);
  }

  private void hear(double lagSeconds, int held, int fromSecond, int toSecond) {
    for (int s = fromSecond; s <= toSecond; s++) {
      capacity = capacity.heard(lagSeconds, held, CAP, s * SECOND);
    }
  }
}
