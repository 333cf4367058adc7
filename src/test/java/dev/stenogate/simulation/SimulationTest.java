package dev.stenogate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As many worlds as a test run has time for; {@code make simulate} runs more. */
class SimulationTest {
  private static final long FIRST_SEED = 1;
  private static final int WORLDS = Integer.getInteger("stenogate.simulation.worlds", 20_000);

  private static final int FAILURES_MAX = 5;

  private static Simulation.Result result;

  @BeforeAll
  static void simulate() throws InterruptedException {
    result = Simulation.run(FIRST_SEED, WORLDS, FAILURES_MAX, false);
    System.out.printf("%,d worlds, %,.0f a second%n", result.worlds(), result.worldsPerSecond());
  }

  @Test
  void noWorldViolatesAnInvariant() {
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void everyFaultStrikes() {
    assertThat(Fault.values())
        .filteredOn(fault -> result.coverage().count(fault) == 0)
        .as("faults that never struck in %s", Arrays.toString(Fault.values()))
        .isEmpty();
  }

  @Test
  void mostCallersAreServedAndManyOverSeveralCalls() {
    long served = result.coverage().count("caller: served by one call");
    long resumed = result.coverage().count("caller: served over several calls");

    assertThat(served + resumed).isGreaterThan(3L * result.worlds() / 2);
    assertThat(resumed).isGreaterThan(result.worlds() / 5);
  }

  @Test
  void aSeedDecidesItsWorld() {
    World first = new World(FIRST_SEED, false);
    World again = new World(FIRST_SEED, false);

    assertThat(first.run().toString()).isEqualTo(again.run().toString());
    assertThat(first.events()).isEqualTo(again.events());
    assertThat(first.nanos()).isEqualTo(again.nanos());
  }
}
