package dev.stenogate.routing;

/**
 * How often something may be done again: a token bucket as a value, so that many who fail at once
 * do not make it worse together.
 *
 * @param most tries at once, at least 1
 * @param refillNanos time after which one more is allowed
 * @param left tries left at {@code atNanos}
 */
public record RetryBudget(int most, long refillNanos, double left, long atNanos) {
  /** A full one. */
  public static RetryBudget full(int most, long refillNanos) {
    return new RetryBudget(most, refillNanos, most, 0);
  }

  /** Whether one more try is allowed. */
  public boolean allows(long nowNanos) {
    return leftAt(nowNanos) >= 1;
  }

  /** What is left after a try that was allowed. */
  public RetryBudget spend(long nowNanos) {
    return new RetryBudget(most, refillNanos, leftAt(nowNanos) - 1, nowNanos);
  }

  private double leftAt(long nowNanos) {
    double refilled = (double) Math.max(0, nowNanos - atNanos) / refillNanos;
    return Math.min(most, left + refilled);
  }
}
