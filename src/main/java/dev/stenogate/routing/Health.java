package dev.stenogate.routing;

/**
 * Whether an endpoint is used. A circuit breaker as values: {@link FailureCount} says when it
 * opens, and the {@link Dispatcher} whether the pool can do without.
 *
 * <pre>
 * {@link Healthy} ──failures──▶ {@link Ejected} ──time is over, a session comes──▶ {@link Probing} ──text in time──▶ {@link Healthy}
 *                            ▲                                      │
 *                            └──────────────failure─────────────────┘
 * </pre>
 */
public sealed interface Health {
  /** The name for metrics and people. */
  default String label() {
    return switch (this) {
      case Healthy _ -> "healthy";
      case Ejected e when e.misconfigured() -> "misconfigured";
      case Ejected _ -> "ejected";
      case Probing _ -> "probing";
    };
  }

  /**
   * It is used.
   *
   * @param times ejections lately; forgotten when it has been healthy for a minute
   * @param sinceNanos since when
   */
  record Healthy(int times, long sinceNanos) implements Health {
    private static final long FORGET_NANOS = 60_000_000_000L;

    int timesAt(long nowNanos) {
      return nowNanos - sinceNanos >= FORGET_NANOS ? 0 : times;
    }
  }

  /**
   * No session goes there before that time.
   *
   * @param times how often it was ejected, one after another
   * @param misconfigured it refuses our credentials, or does not know what we ask for
   */
  record Ejected(long untilNanos, int times, boolean misconfigured) implements Health {
    boolean isOver(long nowNanos) {
      return nowNanos - untilNanos >= 0;
    }
  }

  /**
   * One session tries it.
   *
   * @param probe that session's slot
   * @param inTime looks, one a second, at which its text was in time
   */
  record Probing(Lease probe, int times, long sinceNanos, int inTime) implements Health {
    /** A mute engine owes more than a second of text at the second look. */
    private static final int IN_TIME_ENOUGH = 3;

    /** A caller who does not speak proves nothing; then another session may try. */
    private static final long SILENCE_NANOS = 10_000_000_000L;

    Probing heardInTime() {
      return new Probing(probe, times, sinceNanos, inTime + 1);
    }

    boolean isPassed() {
      return inTime >= IN_TIME_ENOUGH;
    }

    boolean isSilent(long nowNanos) {
      return nowNanos - sinceNanos >= SILENCE_NANOS;
    }
  }
}
