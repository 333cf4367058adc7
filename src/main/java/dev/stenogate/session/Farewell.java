package dev.stenogate.session;

/**
 * When a session ends because its gateway or its connection goes, or because it may not be longer:
 * between two segments, if it can.
 */
final class Farewell {
  /** So long after its time is over an open segment may take, 5 s. */
  static final long GRACE_NANOS = 5_000_000_000L;

  private Ending ending; // null: none is set
  private long dueNanos;

  /** Sets the end, unless a sooner one is set. Gives whether it was set. */
  boolean say(Ending why, long leftNanos, long nowNanos) {
    long due = nowNanos + leftNanos;
    if (ending != null && due - dueNanos >= 0) {
      return false;
    }
    ending = why;
    dueNanos = due;
    return true;
  }

  /** Whether the caller was asked to go elsewhere. */
  boolean asksToLeave() {
    return ending != null && ending.outcome() == Outcome.DRAINED;
  }

  /** Why; once it was said. */
  Ending ending() {
    return ending;
  }

  /**
   * Whether the session ends now.
   *
   * @param open a segment is open and a model listens: worth some patience
   */
  boolean isDue(boolean open, long nowNanos) {
    return ending != null && nowNanos - dueNanos >= (open ? GRACE_NANOS : 0);
  }
}
