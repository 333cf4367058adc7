package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContinuationSimulationTest {
  private static final int WORLDS = 500;

  @Test
  void theTranscriptIsExactWhereverCallsBreak() {
    var broken = 0;
    for (var seed = 0L; seed < WORLDS; seed++) {
      var world = world(seed);

      assertThat(world.end()).as("seed %d", seed).isInstanceOf(Decision.Complete.class);
      assertThat(world.transcript()).as("seed %d", seed).isEqualTo(world.spoken());
      broken += world.broken();
    }
    assertThat(broken).as("calls that were lost").isGreaterThan(5 * WORLDS);
  }

  private static ContinuationSimulation world(long seed) {
    try {
      return new ContinuationSimulation(seed).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }
}
