package dev.stenogate.routing;

/**
 * How many sessions an endpoint carries without getting late, learned from lag: one more while it
 * is used up and text comes in time, a fifth less when text gets late. Immutable.
 *
 * @param sessions 1 to the endpoint's cap
 * @param upNanos when it was last raised
 * @param downNanos when it was last lowered
 */
record SafeCapacity(double sessions, long upNanos, long downNanos) {
  private static final double LATE_SECONDS = 1;
  private static final double FLAT_SECONDS = 0.3;
  private static final double DECREASE = 0.8;

  /** One session more at most so often, 5 s: what it does to the engine must be seen first. */
  private static final long UP_PERIOD_NANOS = 5_000_000_000L;

  /** Less at most so often, 8 s: what waits in an engine takes time to be worked off. */
  private static final long DOWN_PERIOD_NANOS = 8_000_000_000L;

  static SafeCapacity full(Endpoint endpoint) {
    return new SafeCapacity(endpoint.sessionsMax(), 0, Long.MIN_VALUE / 2);
  }

  /** Sessions that may begin there. */
  int whole() {
    return (int) sessions;
  }

  /**
   * @param lagSeconds the endpoint's lag by now
   * @param held sessions that it holds, those of other replicas included
   */
  SafeCapacity heard(double lagSeconds, int held, int cap, long nowNanos) {
    if (lagSeconds > LATE_SECONDS && nowNanos - downNanos >= DOWN_PERIOD_NANOS) {
      double from = Math.min(sessions, Math.max(1, held));
      return new SafeCapacity(Math.max(1, from * DECREASE), upNanos, nowNanos);
    }
    boolean usedUp = held >= whole() && sessions < cap;
    if (usedUp && lagSeconds < FLAT_SECONDS && maySoonRise(nowNanos)) {
      return new SafeCapacity(Math.min(cap, sessions + 1), nowNanos, downNanos);
    }
    return this;
  }

  private boolean maySoonRise(long nowNanos) {
    return nowNanos - upNanos >= UP_PERIOD_NANOS && nowNanos - downNanos >= UP_PERIOD_NANOS;
  }
}
