package dev.stenogate.session;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponential, with full jitter, so that sessions that
 * lost the same endpoint do not come back together.
 *
 * @param firstNanos most that the first wait can be
 * @param mostNanos most that any wait can be
 */
public record Backoff(long firstNanos, long mostNanos) {
  /** 100 ms, doubling, up to 5 s. */
  public static final Backoff DEFAULT = new Backoff(100_000_000L, 5_000_000_000L);

  private static final int DOUBLINGS_MAX = 30;

  /**
   * The wait after so many failures.
   *
   * @param failures in a row, at least 1
   * @return 0 to {@code min(most, first × 2^(failures − 1))}, evenly
   */
  public long waitNanos(int failures, RandomGenerator chance) {
    long bound = firstNanos << Math.min(failures - 1, DOUBLINGS_MAX);
    long capped = bound <= 0 ? mostNanos : Math.min(bound, mostNanos);
    return chance.nextLong(capped + 1);
  }
}
