package dev.stenogate.routing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What is known and counted of one endpoint. Thread-safe. */
final class Slots {
  /** Calls may be tried again on an endpoint as often as it has slots, and that again in 5 s. */
  private static final long RETRY_PERIOD_NANOS = 5_000_000_000L;

  /** Few calls may leave a late endpoint at once: each that leaves helps the rest. */
  private static final RetryBudget LEAVES = RetryBudget.full(1, 1_000_000_000L);

  /** An endpoint that a session left counts as one that may be sick for so long, 10 s. */
  private static final long TROUBLE_NANOS = 10_000_000_000L;

  final Endpoint endpoint;
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicReference<RetryBudget> retries;
  private final AtomicReference<RetryBudget> leaves = new AtomicReference<>(LEAVES);
  private volatile boolean draining;
  private volatile boolean everTroubled;
  private volatile long troubledNanos;

  Slots(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.retries =
        new AtomicReference<>(
            RetryBudget.full(endpoint.sessionsMax(), RETRY_PERIOD_NANOS / endpoint.sessionsMax()));
  }

  int held() {
    return held.get();
  }

  /** Takes a slot unless all are taken; never over the cap, whoever else tries. */
  boolean take() {
    int before = held.getAndUpdate(n -> n < endpoint.sessionsMax() ? n + 1 : n);
    return before < endpoint.sessionsMax();
  }

  void giveBack() {
    held.decrementAndGet();
  }

  boolean isDraining() {
    return draining;
  }

  void drain(boolean on) {
    draining = on;
  }

  /** A session left it in trouble. */
  void troubled(long nowNanos) {
    troubledNanos = nowNanos;
    everTroubled = true;
  }

  /** Whether no session left it in trouble lately. */
  boolean isTrusted(long nowNanos) {
    return !everTroubled || nowNanos - troubledNanos >= TROUBLE_NANOS;
  }

  boolean allowsRetry(long nowNanos) {
    return retries.get().allows(nowNanos);
  }

  void retried(long nowNanos) {
    retries.updateAndGet(budget -> budget.spend(nowNanos));
  }

  boolean mayLeave(long nowNanos) {
    RetryBudget before = leaves.getAndUpdate(b -> b.allows(nowNanos) ? b.spend(nowNanos) : b);
    return before.allows(nowNanos);
  }
}
