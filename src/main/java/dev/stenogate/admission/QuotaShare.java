package dev.stenogate.admission;

import dev.stenogate.tenant.TenantLimits;

/**
 * One replica's part of every limit, where replicas do not share the counts. At least 1 of each, so
 * that a tenant can call wherever it lands: a limit below the number of replicas holds up to that
 * number only.
 *
 * @param replicas at least 1
 * @param ordinal this one's, 0 to {@code replicas} - 1; -1: not known, so that it has no part in
 *     what is left over by the division
 */
public record QuotaShare(int replicas, int ordinal) {
  /** All of it. */
  public static final QuotaShare WHOLE = new QuotaShare(1, 0);

  /** This replica's limits. What a call may do is not divided. */
  public TenantLimits of(TenantLimits limits) {
    return new TenantLimits(
        (int) part(limits.sessionsMax()),
        new TenantLimits.Starts(
            limits.starts().perSecond() / replicas, (int) part(limits.starts().burst())),
        new TenantLimits.Audio(
            part(limits.audio().perMinuteMillis()), part(limits.audio().perDayMillis())),
        limits.call(),
        limits.enforcement());
  }

  /** This replica's part of a whole; of no limit, none. */
  public long part(long whole) {
    if (whole <= 0) {
      return 0;
    }
    long rest = ordinal >= 0 && ordinal < whole % replicas ? 1 : 0;
    return Math.max(1, whole / replicas + rest);
  }
}
