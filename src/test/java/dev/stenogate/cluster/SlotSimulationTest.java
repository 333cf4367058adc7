package dev.stenogate.cluster;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlotSimulationTest {
  /** {@code -Dworlds=n} for more; {@code -Dworlds=1 -Dseed=n -Dlog=200} tells what happened. */
  private static final long WORLDS = Long.getLong("worlds", 300);

  private static final long FIRST = Long.getLong("seed", 1);

  @Test
  void replicasHoldNoMoreThanACapAndInTheEndAllOfIt() {
    LongStream.range(FIRST, FIRST + WORLDS)
        .parallel()
        .forEach(
            seed -> {
              SlotWorld world = new SlotWorld(seed);
              try {
                world.run();
              } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                    "seed %d: %s%n%s".formatted(seed, e.getMessage(), world.log()), e);
              }
            });
  }
}
