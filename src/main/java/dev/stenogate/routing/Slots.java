package dev.stenogate.routing;

import java.util.ArrayList;
import java.util.List;

/** What is known and counted of one endpoint. Thread-safe. */
final class Slots {
  /** Calls may be tried again on an endpoint as often as it has slots, and that again in 5 s. */
  private static final long RETRY_PERIOD_NANOS = 5_000_000_000L;

  /** Few calls may leave a late endpoint at once: each that leaves helps the rest. */
  private static final RetryBudget LEAVES = RetryBudget.full(1, 1_000_000_000L);

  private static final double IN_TIME_SECONDS = 0.5;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long LONG_AGO_NANOS = Long.MIN_VALUE / 2;
  private static final int DOUBLED_MOST = 2;

  final Endpoint endpoint;
  private final RoutingPolicy policy;
  private final List<Lease> leases = new ArrayList<>(); // the newest last
  private int allowed; // at most the goal, or what is held
  private int goal;
  private int leaving;
  private int elsewhere; // held by other replicas
  private RetryBudget retries;
  private RetryBudget leaves = LEAVES;
  private boolean draining;
  private Health health = new Health.Healthy(0, LONG_AGO_NANOS);
  private FailureCount failures = FailureCount.NONE;
  private Figures figures = Figures.NONE;
  private SafeCapacity capacity;
  private long warmSinceNanos = LONG_AGO_NANOS; // with the gateway, all are as new
  private long trialNanos = LONG_AGO_NANOS;

  Slots(Endpoint endpoint, RoutingPolicy policy) {
    this.endpoint = endpoint;
    this.policy = policy;
    this.allowed = endpoint.sessionsMax();
    this.goal = allowed;
    this.capacity = SafeCapacity.full(endpoint);
    this.retries =
        RetryBudget.full(endpoint.sessionsMax(), RETRY_PERIOD_NANOS / endpoint.sessionsMax());
  }

  synchronized Standing standing() {
    return new Standing(
        endpoint,
        leases.size(),
        heldByAll(),
        allowed,
        policy.learnsCapacity() ? capacity.whole() : endpoint.sessionsMax(),
        draining,
        health,
        figures,
        failures,
        warmSinceNanos,
        trialNanos);
  }

  /**
   * Takes a slot unless all that are allowed are taken, whoever else tries.
   *
   * @param again whether it may be one beyond the safe capacity
   */
  synchronized boolean take(Lease lease, boolean again, long nowNanos) {
    Standing now = standing();
    if ((again ? now.roomOfLast() : now.room(nowNanos)) <= 0 || !now.admits(nowNanos)) {
      return false;
    }
    leases.add(lease);
    if (now.isForgotten(nowNanos)) {
      capacity = capacity.recovered(endpoint.sessionsMax());
    }
    if (!now.isHealthy()) {
      health = new Health.Probing(lease, times(), nowNanos, 0);
    }
    if (!figures.isKnown()) {
      trialNanos = nowNanos;
    }
    if (again) {
      retries = retries.spend(nowNanos);
    }
    return true;
  }

  synchronized void giveBack(Lease lease) {
    leases.remove(lease);
    leaving -= lease.isLeaving() ? 1 : 0;
    // Else calls that wait here would keep for ever what others have a right to.
    allowed = Math.min(allowed, Math.max(leases.size(), goal));
    if (health instanceof Health.Probing p && p.probe() == lease) {
      health = new Health.Ejected(p.sinceNanos(), p.times(), false); // Another may try at once.
    }
  }

  synchronized void leaving(Lease lease) {
    leaving += lease.markLeaving() ? 1 : 0;
  }

  /** Whether sessions have left whose slots come free when the endpoint has let them go. */
  synchronized boolean isBeingLeft() {
    return leaving > 0;
  }

  synchronized int allow(int slots) {
    goal = Math.min(slots, endpoint.sessionsMax());
    allowed = Math.max(leases.size(), goal);
    return allowed;
  }

  /** The leases that are held beyond so many; and no more than so many are given out again. */
  synchronized List<Lease> shed(int slots) {
    goal = Math.min(slots, endpoint.sessionsMax());
    allowed = goal;
    return goal < leases.size() ? List.copyOf(leases.subList(goal, leases.size())) : List.of();
  }

  /** Gives whether it is less than before. */
  synchronized boolean heldElsewhere(int slots) {
    boolean fewer = slots < elsewhere;
    elsewhere = slots;
    return fewer;
  }

  synchronized void drain(boolean on, long nowNanos) {
    if (draining && !on) {
      warmSinceNanos = nowNanos;
      figures = Figures.NONE; // It may be another process now.
      capacity = capacity.recovered(endpoint.sessionsMax());
    }
    draining = on;
  }

  synchronized void connected(long nanos, long nowNanos) {
    figures = figures.connected(nanos, nowNanos);
  }

  /** Gives whether this ends its probation. */
  synchronized boolean lag(Lease lease, long nanos, long nowNanos) {
    figures = figures.lag(nanos, nowNanos);
    capacity = capacity.heard(figures.lag().value(), heldByAll(), endpoint.sessionsMax(), nowNanos);
    if (!(health instanceof Health.Probing p) || p.probe() != lease) {
      return false;
    }
    boolean inTime = nanos <= IN_TIME_SECONDS * NANOS_PER_SECOND;
    Health.Probing heard =
        inTime ? p.heardInTime() : new Health.Probing(lease, p.times(), p.sinceNanos(), 0);
    health = heard;
    if (!heard.isPassed()) {
      return false;
    }
    figures = Figures.NONE.lag(nanos, nowNanos); // What it was like when it was sick is over.
    return passed(heard, nowNanos);
  }

  /** Gives whether this ends its probation. */
  synchronized boolean finalised(Lease lease, long nanos, long nowNanos) {
    figures = figures.finalised(nanos, nowNanos);
    failures = failures.succeeded(nowNanos);
    if (!(health instanceof Health.Probing p) || p.probe() != lease) {
      return false;
    }
    figures = Figures.NONE.finalised(nanos, nowNanos);
    return passed(p, nowNanos);
  }

  private boolean passed(Health.Probing probing, long nowNanos) {
    health = new Health.Healthy(probing.times(), nowNanos);
    failures = FailureCount.NONE;
    capacity = capacity.recovered(endpoint.sessionsMax());
    warmSinceNanos = nowNanos;
    return true;
  }

  /** Gives whether it should be ejected: where the pool can do without. */
  synchronized boolean failed(Lease lease, Failure failure, long nowNanos) {
    return switch (health) {
      case Health.Ejected _ -> false; // Sessions from before.
      case Health.Probing p -> p.probe() == lease;
      case Health.Healthy _ when failure == Failure.MISCONFIGURED -> true;
      case Health.Healthy _ -> {
        failures = failures.failed(nowNanos);
        yield failures.isTooMany(policy.failuresMax());
      }
    };
  }

  /** For the time that its failures so far are worth. */
  synchronized Health.Ejected eject(boolean misconfigured, long nowNanos) {
    int times = health instanceof Health.Healthy h ? h.timesAt(nowNanos) : times();
    long nanos = policy.ejectionNanos() << Math.min(times, DOUBLED_MOST);
    return ejectUntil(nowNanos + nanos, times + 1, misconfigured);
  }

  synchronized Health.Ejected ejectUntil(long untilNanos, int times, boolean misconfigured) {
    Health.Ejected ejected = new Health.Ejected(untilNanos, times, misconfigured);
    health = ejected;
    failures = FailureCount.NONE;
    return ejected;
  }

  /** Whatever was found, it is used again. */
  synchronized Slots restore(long nowNanos) {
    health = new Health.Healthy(times(), nowNanos);
    failures = FailureCount.NONE;
    warmSinceNanos = nowNanos;
    return this;
  }

  synchronized boolean allowsRetry(long nowNanos) {
    return retries.allows(nowNanos);
  }

  synchronized boolean mayLeave(long nowNanos) {
    boolean may = leaves.allows(nowNanos);
    leaves = may ? leaves.spend(nowNanos) : leaves;
    return may;
  }

  private int heldByAll() {
    return leases.size() + elsewhere;
  }

  private int times() {
    return switch (health) {
      case Health.Healthy h -> h.times();
      case Health.Ejected e -> e.times();
      case Health.Probing p -> p.times();
    };
  }
}
