package dev.stenogate.routing;

/**
 * Links that failed on an endpoint, against texts that became final. Immutable.
 *
 * @param inARow failures since the last final text
 * @param failures of the last half minute or so, the older the less
 * @param successes the same for texts that became final
 */
record FailureCount(int inARow, double failures, double successes, long atNanos) {
  static final FailureCount NONE = new FailureCount(0, 0, 0, 0);

  private static final long TAU_NANOS = 30_000_000_000L;

  /** A row ends by itself after a minute: two accidents a day are no illness. */
  private static final long ROW_NANOS = 60_000_000_000L;

  /** One that just failed may fail again, 10 s. */
  private static final long SUSPECT_NANOS = 10_000_000_000L;

  private static final int RATIO_EVENTS_MIN = 6;
  private static final double RATIO_MAX = 0.5;

  FailureCount failed(long nowNanos) {
    double keep = keep(nowNanos);
    int row = nowNanos - atNanos < ROW_NANOS ? inARow : 0;
    return new FailureCount(row + 1, failures * keep + 1, successes * keep, nowNanos);
  }

  FailureCount succeeded(long nowNanos) {
    double keep = keep(nowNanos);
    return new FailureCount(0, failures * keep, successes * keep + 1, nowNanos);
  }

  boolean isTooMany(int inARowMax) {
    double all = failures + successes;
    return inARow >= inARowMax || (all >= RATIO_EVENTS_MIN && failures >= RATIO_MAX * all);
  }

  /** Whether the last news was a failure, not long ago. */
  boolean isSuspect(long nowNanos) {
    return inARow > 0 && nowNanos - atNanos < SUSPECT_NANOS;
  }

  private double keep(long nowNanos) {
    return Math.exp(-(double) Math.max(0, nowNanos - atNanos) / TAU_NANOS);
  }
}
