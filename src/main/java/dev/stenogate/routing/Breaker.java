package dev.stenogate.routing;

import java.util.List;
import java.util.Optional;

/** Ejects an endpoint that fails, where its pool can do without. Thread-safe. */
final class Breaker {
  private final Fleet fleet;
  private final RoutingPolicy policy;

  Breaker(Fleet fleet, RoutingPolicy policy) {
    this.fleet = fleet;
    this.policy = policy;
  }

  /** A session leaves the endpoint for this. Gives the ejection that follows, if one does. */
  Optional<Health.Ejected> failed(Slots of, Lease lease, Failure failure, long nowNanos) {
    boolean misconfigured = failure == Failure.MISCONFIGURED;
    synchronized (fleet.pool(of.endpoint.pool())) { // Or two that fail at once would leave none.
      return of.failed(lease, failure, nowNanos) && mayEject(of, misconfigured)
          ? Optional.of(of.eject(misconfigured, nowNanos))
          : Optional.empty();
    }
  }

  /** Whether the pool can do without it: others serve, and not too many are out already. */
  private boolean mayEject(Slots candidate, boolean misconfigured) {
    if (!candidate.standing().isHealthy()) {
      return true; // It was not counted on.
    }
    List<Standing> pool = fleet.ofPool(candidate.endpoint.pool());
    long serving = pool.stream().filter(s -> s.isHealthy() && !s.draining()).count();
    long out = pool.stream().filter(s -> !s.isHealthy()).count();
    double share = policy.maxEjectedShare();
    long outMax = share == 0 ? 0 : Math.max(1, (long) (share * pool.size()));
    return serving > 1 && (misconfigured || out < outMax);
  }
}
