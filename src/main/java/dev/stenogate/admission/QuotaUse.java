package dev.stenogate.admission;

/**
 * What a tenant uses now, over all replicas where they share it.
 *
 * @param sessions that run
 * @param audioTodayMillis drawn since midnight, UTC
 */
public record QuotaUse(int sessions, long audioTodayMillis) {
  public static final QuotaUse NONE = new QuotaUse(0, 0);
}
