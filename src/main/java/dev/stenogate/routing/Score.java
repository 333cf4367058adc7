package dev.stenogate.routing;

/**
 * How much a session would suffer on an endpoint: the less the better. The share of its safe
 * capacity that is taken, times how slow its engine is, so that sessions come to lie in proportion
 * to speed; and lateness, which weighs more than any share.
 */
final class Score {
  /** An engine with this finalisation counts as it is; the mean of an L4 and an H100 at work. */
  private static final double USUAL_FINALISATION_SECONDS = 0.4;

  /** What of a finalisation is not the engine's. */
  private static final double WAY_SECONDS = 0.1;

  /** Lag that every healthy engine has, by hiccups and the grid of 80 ms. */
  private static final double HEALTHY_LAG_SECONDS = 0.25;

  private static final double LAG_MAX = 5;
  private static final double CONNECT_SHARE = 0.1;

  /**
   * What is not known lately counts as bad, and not as worse than text that is half a second late.
   */
  private static final double STALE = 0.5;

  private static final double COLD = 0.1;

  private final RoutingPolicy policy;
  private final long nowNanos;

  Score(RoutingPolicy policy, long nowNanos) {
    this.policy = policy;
    this.nowNanos = nowNanos;
  }

  /**
   * @param more sessions beyond those that it holds
   */
  double of(Standing s, int more) {
    return share(s, more) * engine(s) + lateness(s);
  }

  /** How slow its engine is, relative to a usual one. */
  private double engine(Standing s) {
    double finalisation =
        s.figures().isStale(nowNanos)
            ? USUAL_FINALISATION_SECONDS
            : s.figures().finalisation().orElse(USUAL_FINALISATION_SECONDS);
    return (finalisation + WAY_SECONDS) / (USUAL_FINALISATION_SECONDS + WAY_SECONDS);
  }

  /** The share of an endpoint's slots that is taken, whatever is known of it otherwise. */
  double share(Standing s, int more) {
    return (s.heldByAll() + more) / (s.safeAt(nowNanos) * s.endpoint().weight() * warmth(s));
  }

  private double lateness(Standing s) {
    Figures f = s.figures();
    if (!f.isKnown()) {
      return 0;
    }
    double lag =
        f.isStale(nowNanos)
            ? STALE
            : Math.clamp(f.lag().orElse(0) - HEALTHY_LAG_SECONDS, 0, LAG_MAX);
    return lag + CONNECT_SHARE * f.connect().orElse(0);
  }

  private double warmth(Standing s) {
    double share = (double) (nowNanos - s.warmSinceNanos()) / policy.slowStartNanos();
    return Math.clamp(share, COLD, 1);
  }
}
