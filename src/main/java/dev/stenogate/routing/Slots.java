package dev.stenogate.routing;

import java.util.ArrayList;
import java.util.List;

/** What is known and counted of one endpoint. Thread-safe. */
final class Slots {
  /** Calls may be tried again on an endpoint as often as it has slots, and that again in 5 s. */
  private static final long RETRY_PERIOD_NANOS = 5_000_000_000L;

  /** Few calls may leave a late endpoint at once: each that leaves helps the rest. */
  private static final RetryBudget LEAVES = RetryBudget.full(1, 1_000_000_000L);

  /** An endpoint that a session left counts as one that may be sick for so long, 10 s. */
  private static final long TROUBLE_NANOS = 10_000_000_000L;

  final Endpoint endpoint;
  private final List<Lease> leases = new ArrayList<>(); // the newest last
  private int allowed;
  private int elsewhere; // held by other replicas
  private RetryBudget retries;
  private RetryBudget leaves = LEAVES;
  private boolean draining;
  private boolean everTroubled;
  private long troubledNanos;

  Slots(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.allowed = endpoint.sessionsMax();
    this.retries =
        RetryBudget.full(endpoint.sessionsMax(), RETRY_PERIOD_NANOS / endpoint.sessionsMax());
  }

  synchronized int held() {
    return leases.size();
  }

  synchronized int allowed() {
    return allowed;
  }

  /** Takes a slot unless all that are allowed are taken, whoever else tries. */
  synchronized boolean take(Lease lease) {
    if (leases.size() >= allowed) {
      return false;
    }
    leases.add(lease);
    return true;
  }

  synchronized void giveBack(Lease lease) {
    leases.remove(lease);
  }

  synchronized int allow(int slots) {
    allowed = Math.max(leases.size(), Math.min(slots, endpoint.sessionsMax()));
    return allowed;
  }

  /** The leases that are held beyond so many; and no more than so many are given out again. */
  synchronized List<Lease> shed(int slots) {
    allowed = slots;
    return slots < leases.size() ? List.copyOf(leases.subList(slots, leases.size())) : List.of();
  }

  synchronized void heldElsewhere(int slots) {
    elsewhere = slots;
  }

  /** Held by this replica and, as far as is known, by the others. */
  synchronized int heldByAll() {
    return leases.size() + elsewhere;
  }

  synchronized boolean isDraining() {
    return draining;
  }

  synchronized void drain(boolean on) {
    draining = on;
  }

  void connected(long nanos, long nowNanos) {}

  void lag(Lease lease, long nanos, long nowNanos) {}

  void finalised(Lease lease, long nanos, long nowNanos) {}

  /** A session left it in trouble. */
  synchronized void failed(Lease lease, Failure failure, long nowNanos) {
    troubledNanos = nowNanos;
    everTroubled = true;
  }

  /** Whether no session left it in trouble lately. */
  synchronized boolean isTrusted(long nowNanos) {
    return !everTroubled || nowNanos - troubledNanos >= TROUBLE_NANOS;
  }

  synchronized boolean allowsRetry(long nowNanos) {
    return retries.allows(nowNanos);
  }

  synchronized void retried(long nowNanos) {
    retries = retries.spend(nowNanos);
  }

  synchronized boolean mayLeave(long nowNanos) {
    boolean may = leaves.allows(nowNanos);
    leaves = may ? leaves.spend(nowNanos) : leaves;
    return may;
  }
}
