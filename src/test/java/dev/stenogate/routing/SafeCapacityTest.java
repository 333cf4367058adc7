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
  void oneMoreIsAllowedWhileAllAreUsedAndTextComesInTime() {
    hear(1.5, 10, 0, 0);

    hear(0.2, 12, 1, 19);

    assertThat(capacity.whole()).isEqualTo(11);
  }

  @Test
  void nothingIsLearnedFromSlotsThatAreFree() {
    hear(1.5, 10, 0, 0);

    hear(0.1, 5, 1, 300);

    assertThat(capacity.whole()).isEqualTo(8);
  }

  @Test
  void lagThatIsNeitherFlatNorLateChangesNothing() {
    hear(1.5, 10, 0, 0);

    hear(0.6, 8, 1, 300);

    assertThat(capacity.whole()).isEqualTo(8);
  }

  @Test
  void oneSessionIsAlwaysSafe() {
    hear(9, 1, 0, 600);

    assertThat(capacity.whole()).isOne();
  }

  private void hear(double lagSeconds, int held, int fromSecond, int toSecond) {
    for (int s = fromSecond; s <= toSecond; s++) {
      capacity = capacity.heard(lagSeconds, held, CAP, s * SECOND);
    }
  }
}
