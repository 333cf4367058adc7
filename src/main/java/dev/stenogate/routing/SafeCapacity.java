package dev.stenogate.routing;

/**
 * How many sessions an endpoint carries without getting late, learned from lag: more while it is
 * used and text comes in time, a fifth less when text gets late. Immutable.
 *
 * @param sessions 1 to the endpoint's cap
 * @param lateAt sessions that it held when text last got late; its cap where it never did
 * @param upNanos when it was last raised
 * @param downNanos when it was last lowered
 */
record SafeCapacity(double sessions, double lateAt, long upNanos, long downNanos) {
  private static final double LATE_SECONDS = 1;
  private static final double FLAT_SECONDS = 0.3;
  private static final double DECREASE = 0.8;

  /**
   * Lag says nothing of a number of sessions of which not even half are there: they may be working
   * off what others left behind, or the engine is sick.
   */
  private static final double EVIDENCE = 0.5;

  /** Less at most so often, 8 s: what waits in an engine takes time to be worked off. */
  private static final long DOWN_PERIOD_NANOS = 8_000_000_000L;

  /** Well below where it got late it rises by a tenth every 2 s. */
  private static final double KNOWN = 0.85;

  private static final double FAST = 0.1;
  private static final long FAST_PERIOD_NANOS = 2_000_000_000L;

  /** Near there and above, by a thirtieth every 5 s: what that does must be seen first. */
  private static final double SLOW = 1 / 30.0;

  private static final long SLOW_PERIOD_NANOS = 5_000_000_000L;

  /** Where it got late is forgotten after 5 minutes: the reason may be gone. */
  private static final long FORGET_NANOS = 300_000_000_000L;

  static SafeCapacity full(Endpoint endpoint) {
    int cap = endpoint.sessionsMax();
    long longAgo = Long.MIN_VALUE / 2;
    return new SafeCapacity(cap, cap, longAgo, longAgo);
  }

  /** Sessions that may begin there. */
  int whole() {
    return (int) sessions;
  }

  /** What was learned of a sick endpoint counts half when it is well again. */
  SafeCapacity recovered(int cap) {
    return new SafeCapacity(Math.max(sessions, cap / 2.0), cap, upNanos, downNanos);
  }

  /**
   * @param lagSeconds the endpoint's lag by now
   * @param held sessions that it holds, those of other replicas included
   */
  SafeCapacity heard(double lagSeconds, int held, int cap, long nowNanos) {
    if (held < EVIDENCE * sessions) {
      return this;
    }
    if (lagSeconds > LATE_SECONDS && nowNanos - downNanos >= DOWN_PERIOD_NANOS) {
      double from = Math.min(sessions, Math.max(1, held));
      return new SafeCapacity(Math.max(1, from * DECREASE), from, upNanos, nowNanos);
    }
    return lagSeconds < FLAT_SECONDS && sessions < cap ? raised(cap, nowNanos) : this;
  }

  private SafeCapacity raised(int cap, long nowNanos) {
    boolean fast = sessions < KNOWN * lateAt || nowNanos - downNanos >= FORGET_NANOS;
    long period = fast ? FAST_PERIOD_NANOS : SLOW_PERIOD_NANOS;
    if (nowNanos - upNanos < period || nowNanos - downNanos < period) {
      return this;
    }
    double more = Math.max(1, sessions * (fast ? FAST : SLOW));
    return new SafeCapacity(Math.min(cap, sessions + more), lateAt, nowNanos, downNanos);
  }
}
