package dev.stenogate.admission;

import dev.stenogate.tenant.TenantLimits;

/**
 * A tenant's limits as numbers that Java and Lua count with alike: whole microseconds, below 2^53.
 * A bucket is measured in the time that it takes to fill, so that a limit which is changed
 * meanwhile means the same for what was taken before. Zero: no limit.
 *
 * @param sessionsMax sessions at one time
 * @param startCostMicros in which one start is refilled, rounded up: never faster than the limit
 * @param startCapacityMicros in which the whole burst is
 * @param audioPerMinuteMillis audio of a minute, which is what the bucket holds
 * @param audioPerDayMillis audio of a day in UTC
 * @param refuses false: use beyond a limit is counted and let through
 */
public record QuotaRules(
    int sessionsMax,
    long startCostMicros,
    long startCapacityMicros,
    long audioPerMinuteMillis,
    long audioPerDayMillis,
    boolean refuses) {
  static final long MINUTE_MICROS = 60_000_000L;

  /** A day, as limits count it. */
  public static final long DAY_MICROS = 86_400_000_000L;

  /** No bucket takes longer to fill, 30 years: a sum with the present time stays exact. */
  private static final double CAPACITY_MICROS_MAX = 1e15;

  /** A session begins, and goes on, with at least so much audio, 1 s: not by drops. */
  private static final long LEAST_MILLIS = 1_000;

  /** The same limits, for who counts. */
  public static QuotaRules of(TenantLimits limits) {
    long cost = 0;
    long capacity = 0;
    if (limits.starts().perSecond() > 0) {
      cost = (long) Math.min(Math.ceil(1e6 / limits.starts().perSecond()), CAPACITY_MICROS_MAX);
      capacity = (long) Math.min((double) cost * limits.starts().burst(), CAPACITY_MICROS_MAX);
    }
    return new QuotaRules(
        limits.sessionsMax(),
        cost,
        capacity,
        limits.audio().perMinuteMillis(),
        limits.audio().perDayMillis(),
        limits.enforcement().refuses());
  }

  /** With another limit of a day's audio. */
  public QuotaRules withPerDay(long millis) {
    return new QuotaRules(
        sessionsMax, startCostMicros, startCapacityMicros, audioPerMinuteMillis, millis, refuses);
  }

  /** Whether there is anything to ask anybody for. */
  public boolean isUnlimited() {
    return sessionsMax == 0 && startCapacityMicros == 0 && !limitsAudio();
  }

  /** Whether audio is counted. */
  public boolean limitsAudio() {
    return audioPerMinuteMillis > 0 || audioPerDayMillis > 0;
  }

  /** In which a minute's audio is refilled: a minute. */
  public long audioCapacityMicros() {
    return audioPerMinuteMillis > 0 ? MINUTE_MICROS : 0;
  }

  /** In which so much audio is refilled, rounded up. */
  public long audioCostMicros(long audioMillis) {
    return audioPerMinuteMillis > 0
        ? Math.ceilDiv(audioMillis * MINUTE_MICROS, audioPerMinuteMillis)
        : 0;
  }

  /** The same for audio that is given back: never more than was paid for it. */
  public long audioBackMicros(long audioMillis) {
    return audioPerMinuteMillis > 0
        ? Math.floorDiv(audioMillis * MINUTE_MICROS, audioPerMinuteMillis)
        : 0;
  }

  /** With less than that left of a minute's audio, nothing is drawn. */
  public long leastMillis(long askedMillis) {
    long least = Math.min(LEAST_MILLIS, askedMillis);
    return audioPerMinuteMillis > 0 ? Math.min(least, audioPerMinuteMillis) : least;
  }
}
