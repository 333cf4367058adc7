package dev.stenogate.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who calls and when: as many calls as keep so many going on average, and bursts.
 *
 * @param sessions calls at one time on average; so many are there from the begin on
 * @param burst calls that come within 2 s
 * @param burstSeconds when they do
 */
record Traffic(int sessions, int burst, double burstSeconds) {
  /** Lognormal, with a median of 3 minutes and a mean of 5. */
  private static final double MEDIAN_SECONDS = 180;

  private static final double SIGMA = 1;
  private static final double DURATION_SECONDS_MAX = 1_800;
  private static final double DURATION_SECONDS_MIN = 5;
  private static final double BURST_SECONDS = 2;
  private static final double BEGIN_SECONDS = 20;

  static Traffic steady(int sessions) {
    return new Traffic(sessions, 0, 0);
  }

  /** The calls in the order in which they come. */
  List<CallPlan> calls(double seconds, int gateways, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<CallPlan> calls = new ArrayList<>();
    for (int i = 0; i < sessions; i++) { // What is left of calls that go on already.
      double whole = duration(random, SIGMA * SIGMA);
      calls.add(
          call(random, random.nextDouble(BEGIN_SECONDS), whole * random.nextDouble(), gateways));
    }
    double mean = MEDIAN_SECONDS * Math.exp(SIGMA * SIGMA / 2);
    double at = 0;
    while (sessions > 0 && at < seconds) {
      at += mean / sessions * random.nextExponential();
      calls.add(call(random, at, duration(random, 0), gateways));
    }
    for (int i = 0; i < burst; i++) {
      double from = burstSeconds + random.nextDouble(BURST_SECONDS);
      calls.add(call(random, from, duration(random, 0), gateways));
    }
    calls.sort(Comparator.comparingLong(CallPlan::arrivalTick));
    return calls;
  }

  /**
   * @param bias of the logarithm: calls that are met while they go on are longer than others
   */
  private static double duration(SplittableRandom random, double bias) {
    double seconds = MEDIAN_SECONDS * Math.exp(bias + SIGMA * random.nextGaussian());
    return Math.min(DURATION_SECONDS_MAX, seconds);
  }

  private static CallPlan call(SplittableRandom random, double at, double duration, int gateways) {
    return new CallPlan(
        Ticks.ofSeconds(at),
        random.nextInt(gateways),
        Ticks.ofSeconds(Math.max(DURATION_SECONDS_MIN, duration)),
        random.nextBoolean(),
        random.nextLong());
  }
}
