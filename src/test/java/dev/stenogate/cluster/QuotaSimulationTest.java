package dev.stenogate.cluster;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuotaSimulationTest {
  /** {@code -Dworlds=n} for more; {@code -Dworlds=1 -Dseed=n} for one. */
  private static final long WORLDS = Long.getLong("worlds", 300);

  private static final long FIRST = Long.getLong("seed", 1);

  @Test
  void nobodyIsAdmittedBeyondALimitAndInTheEndNoPermitIsHeld() {
    LongStream.range(FIRST, FIRST + WORLDS)
        .parallel()
        .forEach(
            seed -> {
              QuotaWorld world = new QuotaWorld(seed);
              try {
                world.run();
              } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                    "seed %d: %s (%s)".formatted(seed, e.getMessage(), world), e);
              }
            });
  }
}
