package dev.stenogate.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What routing is for, with the real dispatcher, over whole fleets in simulated time. */
class RoutingTest {
  private static final double WARM_SECONDS = 120;
  private static final Map<Long, Outcome> SLOW = new ConcurrentHashMap<>();
  private static final Map<Long, Outcome> MUTE = new ConcurrentHashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void balancesEvenlyOverIdenticalEndpoints(long seed) {
    double[] held = meanHeld(new Fleet(Scenario.equal(), Policy.OURS, seed));

    double mean = IntStream.range(0, held.length).mapToDouble(i -> held[i]).average().orElse(0);
    for (double ofOne : held) {
      assertThat(ofOne).isBetween(0.85 * mean, 1.15 * mean);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sharesInProportionToSpeedOverUnequalOnes(long seed) {
    GpuSpeed slow = new GpuSpeed(40, 0.6);
    GpuSpeed fast = new GpuSpeed(20, 0.3);
    List<EndpointPlan> endpoints =
        List.of(plan(slow, 60), plan(fast, 60), plan(slow, 60), plan(fast, 60));
    Scenario scenario = of("two speeds", endpoints, Traffic.steady(120));

    double[] held = meanHeld(new Fleet(scenario, Policy.OURS, seed));

    double ratio = (held[1] + held[3]) / (held[0] + held[2]);
    assertThat(ratio).isBetween(1.5, 2.5);
  }

  @Test
  void newCallsLeaveASlowEndpointWithin5s() {
    Scenario scenario = Scenario.slow();
    double struck = scenario.struckSeconds();
    List<Placement> placements = new ArrayList<>();
    for (int seed = 1; seed <= 10; seed++) {
      Fleet fleet = new Fleet(scenario, Policy.OURS, seed);
      fleet.pass(struck + 15);
      placements.addAll(fleet.outcome().placements());
    }

    assertThat(share(placements, 0, struck - 60, struck)).isBetween(0.09, 0.16);
    assertThat(share(placements, 0, struck + 5, struck + 15)).isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sessionsLeaveASlowEndpointWithin15s(long seed) {
    Outcome outcome = slow(seed);

    assertThat(outcome.absence().leftSeconds()).isLessThan(15);
    assertThat(outcome.tally().lateSeconds()).isLessThan(0.002 * outcome.tally().sampledSeconds());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void newCallsReturnToASlowEndpointWithin30sOfItsRecovery(long seed) {
    List<Placement> placements = slow(seed).placements();

    double back = Scenario.slow().backSeconds();
    assertThat(share(placements, 0, back + 30, back + 90)).isGreaterThan(1.0 / 8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aMuteEndpointGetsNothingButProbesAfter5s(long seed) {
    Scenario scenario = Scenario.mute();
    List<Placement> placements = mute(seed).placements();

    double from = scenario.struckSeconds() + 5;
    double to = scenario.backSeconds();
    long probes = within(placements, from, to).stream().filter(p -> p.endpoint() == 0).count();
    assertThat(probes).isLessThanOrEqualTo((long) (scenario.gateways() * (to - from) / 20));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void newCallsReturnToAMuteEndpointWithin30sOfItsRecovery(long seed) {
    List<Placement> placements = mute(seed).placements();

    double back = Scenario.mute().backSeconds();
    assertThat(share(placements, 0, back + 30, back + 90)).isGreaterThan(1.0 / 8);
  }

  /** Each of them: one that knows nothing would stay away for good, and nobody would notice. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyGatewayReturnsToASlowEndpointWithinAMinute(long seed) {
    Scenario scenario = Scenario.slow();
    Fleet fleet = new Fleet(scenario, Policy.OURS, seed);
    fleet.pass(scenario.backSeconds() + 60);

    for (int gateway = 0; gateway < scenario.gateways(); gateway++) {
      assertThat(fleet.held(gateway, 0)).as("gateway %d", gateway).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void neverExceedsACapAtAnyInstantHoweverManyGateways(int gateways) {
    List<EndpointPlan> endpoints =
        List.of(plan(GpuSpeed.H100, 4), plan(GpuSpeed.H100, 8), plan(GpuSpeed.H100, 8));
    Scenario scenario =
        new Scenario(
            "more calls than slots", endpoints, new Traffic(30, 40, 60), gateways, 180, -1, 0, 0);
    Fleet fleet = new Fleet(scenario, Policy.OURS, 1);

    int[] most = new int[endpoints.size()];
    for (int i = 0; i < 2_000; i++) {
      fleet.pass(Ticks.seconds(1)); // A tick; throws where one endpoint holds too many.
      int[] held = fleet.held();
      for (int e = 0; e < most.length; e++) {
        most[e] = Math.max(most[e], held[e]);
      }
    }

    assertThat(most).containsExactly(4, 8, 8);
  }

  @Test
  void aSeedDecidesARun() {
    Outcome one = mute(1);
    Outcome other = run(Scenario.mute(), 1);

    assertThat(other.placements()).isEqualTo(one.placements());
    assertThat(other.tally().lateSeconds()).isEqualTo(one.tally().lateSeconds());
  }

  private static Outcome run(Scenario scenario, long seed) {
    return new Fleet(scenario, Policy.OURS, seed).run();
  }

  private static Outcome slow(long seed) {
    return SLOW.computeIfAbsent(seed, s -> run(Scenario.slow(), s));
  }

  private static Outcome mute(long seed) {
    return MUTE.computeIfAbsent(seed, s -> run(Scenario.mute(), s));
  }

  private static double[] meanHeld(Fleet fleet) {
    fleet.pass(WARM_SECONDS);
    int looks = 60;
    double[] mean = new double[fleet.held().length];
    for (int i = 0; i < looks; i++) {
      fleet.pass(3);
      int[] held = fleet.held();
      for (int e = 0; e < mean.length; e++) {
        mean[e] += (double) held[e] / looks;
      }
    }
    return mean;
  }

  /** Share of the calls that began in that time that began on this endpoint. */
  private static double share(
      List<Placement> placements, int endpoint, double fromSeconds, double toSeconds) {
    List<Placement> within = within(placements, fromSeconds, toSeconds);
    assertThat(within).hasSizeGreaterThan(20);
    return (double) within.stream().filter(p -> p.endpoint() == endpoint).count() / within.size();
  }

  private static List<Placement> within(
      List<Placement> placements, double fromSeconds, double toSeconds) {
    return placements.stream()
        .filter(p -> p.tick() >= Ticks.ofSeconds(fromSeconds))
        .filter(p -> p.tick() < Ticks.ofSeconds(toSeconds))
        .toList();
  }

  private static EndpointPlan plan(GpuSpeed speed, int sessionsMax) {
    return new EndpointPlan(speed, sessionsMax, Collections.emptyList());
  }

  private static Scenario of(String name, List<EndpointPlan> endpoints, Traffic traffic) {
    return new Scenario(name, endpoints, traffic, 3, 600, -1, 0, 0);
  }
}
