package dev.stenogate.routing;

/**
 * What the operator decides about routing.
 *
 * @param zone where this gateway is; empty: not said
 * @param learnsCapacity whether new calls respect a learned capacity below the cap
 * @param maxEjectedShare most of a pool's endpoints that may be ejected at once, 0..1; above 0 at
 *     least one may be, and the last one never is
 * @param failuresMax failures in a row, without a final text in between, that eject an endpoint
 * @param ejectionNanos how long the first ejection lasts; each further one twice as long, at most
 *     four times
 * @param slowStartNanos how long a new endpoint, or one that comes back, gets less than its share
 */
public record RoutingPolicy(
    String zone,
    boolean learnsCapacity,
    double maxEjectedShare,
    int failuresMax,
    long ejectionNanos,
    long slowStartNanos) {
  private static final long SECOND = 1_000_000_000L;

  /** No zone, learns, half of a pool, 3 failures, 5 s, 20 s. */
  public static final RoutingPolicy DEFAULT =
      new RoutingPolicy("", true, 0.5, 3, 5 * SECOND, 20 * SECOND);

  /** The same for a gateway in a zone. */
  public RoutingPolicy in(String where) {
    return new RoutingPolicy(
        where, learnsCapacity, maxEjectedShare, failuresMax, ejectionNanos, slowStartNanos);
  }

  /** The same with or without learning. */
  public RoutingPolicy learning(boolean on) {
    return new RoutingPolicy(zone, on, maxEjectedShare, failuresMax, ejectionNanos, slowStartNanos);
  }
}
