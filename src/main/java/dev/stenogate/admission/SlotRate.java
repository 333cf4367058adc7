package dev.stenogate.admission;

import java.util.OptionalLong;

/**
 * How fast slots come free for calls that wait: an EWMA of the time between two, as a value.
 *
 * @param intervalNanos between two slots; 0: not known
 * @param atNanos when that was last measured
 */
record SlotRate(double intervalNanos, long atNanos) {
  static final SlotRate UNKNOWN = new SlotRate(0, 0);

  /** What one slot more leaves of what was known before. */
  private static final double MEMORY = 0.7;

  /** What was measured longer ago says nothing, 10 min. */
  private static final long LIFE_NANOS = 600_000_000_000L;

  /** No estimate is shorter, 1 s: slots come free when calls end, and nobody knows when. */
  private static final long WAIT_MIN_NANOS = 1_000_000_000L;

  /**
   * No estimate is longer, 1 min: beyond it nobody can tell, who comes back then learns more, and
   * clients give a broken session up that is told to come back much later.
   */
  static final long WAIT_MAX_NANOS = 60_000_000_000L;

  /** So many slots came free, {@code nanos} after the one before. */
  SlotRate came(int slots, long nanos, long nowNanos) {
    double each = Math.max(1.0, (double) nanos / slots);
    double kept = isKnown(nowNanos) ? Math.pow(MEMORY, slots) : 0;
    return new SlotRate(kept * intervalNanos + (1 - kept) * each, nowNanos);
  }

  /**
   * How long a call will wait, {@link #WAIT_MIN_NANOS}..{@link #WAIT_MAX_NANOS}.
   *
   * @param before calls that go first
   * @param sinceNanos when a slot last came free, or there first was a call that waited
   */
  OptionalLong waitNanos(int before, long sinceNanos, long nowNanos) {
    if (!isKnown(nowNanos)) {
      return OptionalLong.empty();
    }
    double lately = (double) (nowNanos - sinceNanos);
    double each = Math.max(intervalNanos, lately); // It may have become slower.
    return OptionalLong.of(
        Math.clamp((long) (each * (before + 1)), WAIT_MIN_NANOS, WAIT_MAX_NANOS));
  }

  private boolean isKnown(long nowNanos) {
    return intervalNanos > 0 && nowNanos - atNanos < LIFE_NANOS;
  }
}
