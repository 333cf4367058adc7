package dev.stenogate.session;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: exponential with full jitter, so that sessions that failed
 * together do not come back together.
 *
 * @param firstNanos most for the first wait
 * @param mostNanos most for any
 */
record Backoff(long firstNanos, long mostNanos) {
  /** 100 ms, doubled to 1 s: a caller waits for its text, and endpoints have budgets. */
  static final Backoff DEFAULT = new Backoff(100_000_000L, 1_000_000_000L);

  private static final int DOUBLINGS_MAX = 20;

  /**
   * @param tries waits before this one, 0 or more
   */
  long waitNanos(int tries, RandomGenerator chance) {
    long most = Math.min(mostNanos, firstNanos << Math.min(tries, DOUBLINGS_MAX));
    return chance.nextLong(most + 1);
  }
}
