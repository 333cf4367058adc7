package dev.stenogate.fleet;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One scenario under one policy: medians over the seeds.
 *
 * @param leftSeconds until a struck endpoint was left; infinite: never
 * @param backSeconds until it was used again; infinite: never
 * @param course of all seeds together
 */
record Result(
    double p50Millis,
    double p99Millis,
    double lateSeconds,
    double sampledSeconds,
    double lateSessions,
    double refusals,
    double losses,
    double moves,
    double failovers,
    double leftSeconds,
    double backSeconds,
    LagCourse course) {
  /**
   * Nobody who cannot see the future can be below: who speaks on an endpoint that falls silent
   * loses 1.5 s until that shows, and 4 s or so until the open utterance was heard again and caught
   * up with. With an eighth of 320 sessions struck once in 15 minutes that is 0.1 %, give or take a
   * third.
   */
  private static final double LATE_SHARE_FLOOR = 0.0015;

  private static final double P99_FLOOR_MILLIS = 250;
  private static final double TOLERANCE = 1.1;

  static Result of(List<Outcome> outcomes, int seconds) {
    LagCourse course = new LagCourse(seconds);
    outcomes.forEach(o -> course.add(o.tally().course()));
    return new Result(
        median(outcomes, o -> o.tally().lagMillis(0.5)),
        median(outcomes, o -> o.tally().lagMillis(0.99)),
        median(outcomes, o -> o.tally().lateSeconds()),
        median(outcomes, o -> o.tally().sampledSeconds()),
        median(outcomes, o -> o.tally().lateSessions()),
        median(outcomes, o -> o.tally().refusals()),
        median(outcomes, o -> o.tally().losses()),
        median(outcomes, o -> o.tally().moves() + (double) o.freeMoves()),
        median(outcomes, o -> o.tally().failovers()),
        median(outcomes, o -> o.absence().leftSeconds()),
        median(outcomes, o -> o.absence().backSeconds()),
        course);
  }

  /** Whether its lag is within 10 % of that of another, or healthy. */
  boolean hasLagOf(Result other) {
    return p99Millis <= Math.max(P99_FLOOR_MILLIS, TOLERANCE * other.p99Millis);
  }

  /** Whether no more text is late than with another by 10 %, or hardly any. */
  boolean isLateAs(Result other) {
    return lateSeconds
        <= Math.max(LATE_SHARE_FLOOR * sampledSeconds, TOLERANCE * other.lateSeconds);
  }

  /** Whether no more calls are refused or lost than with another by 10 %. */
  boolean serves(Result other) {
    return refusals + losses <= TOLERANCE * (other.refusals + other.losses);
  }

  private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
    double[] sorted = outcomes.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
