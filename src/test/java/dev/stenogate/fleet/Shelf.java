package dev.stenogate.fleet;

import dev.stenogate.routing.RetryBudget;

/** What a gateway that routes as others do knows of an endpoint. */
final class Shelf {
  /** As a gateway of ours: one session may leave a late endpoint in a second. */
  private static final RetryBudget LEAVES = RetryBudget.full(1, 1_000_000_000L);

  final int endpoint;
  final int sessionsMax;
  final PeakEwma firstText = new PeakEwma();
  int allowed;
  int held;
  int elsewhere;
  boolean draining;
  private RetryBudget leaves = LEAVES;

  Shelf(Gpu gpu) {
    endpoint = gpu.index;
    sessionsMax = gpu.sessionsMax;
    allowed = sessionsMax;
  }

  boolean isFree() {
    return !draining && held < allowed;
  }

  int heldByAll() {
    return held + elsewhere;
  }

  double share() {
    return (double) heldByAll() / sessionsMax;
  }

  boolean mayLeave(long nowNanos) {
    boolean may = leaves.allows(nowNanos);
    leaves = may ? leaves.spend(nowNanos) : leaves;
    return may;
  }
}
