package dev.stenogate.admission;

import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.tenant.Tenant;
import java.util.concurrent.TimeUnit;

/** Tells the observer and the caller what a ruling means, wherever it was made. */
public final class QuotaReport {
  private QuotaReport() {}

  /** Tells what a step did: the limit that said no, or soft limits that were passed. */
  public static void tell(
      QuotaObserver observer, Tenant tenant, Limit exceeded, Usage before, Usage after) {
    if (exceeded != null && tenant.limits().enforcement().refuses()) {
      observer.refused(tenant.name(), exceeded);
      return;
    }
    if (exceeded != null) {
      observer.wouldRefuse(tenant.name(), exceeded);
    }
    SoftLimits.passed(
            before,
            after,
            QuotaRules.of(tenant.limits()),
            tenant.limits().enforcement().softShare())
        .forEach(limit -> observer.softPassed(tenant.name(), limit));
  }

  /** A limit as its tenant knows it, whatever this replica's share of it is. */
  public static Exceeded exceeded(Tenant tenant, Limit limit, long retryMicros) {
    double value =
        switch (limit) {
          case SESSIONS -> tenant.limits().sessionsMax();
          case STARTS -> tenant.limits().starts().perSecond();
          case AUDIO_PER_MINUTE -> tenant.limits().audio().perMinuteMillis() / 1e3;
          case AUDIO_PER_DAY -> tenant.limits().audio().perDayMillis() / 1e3;
          case DURATION -> tenant.limits().call().durationMillis() / 1e3;
          case WAITING -> 0;
        };
    return new Exceeded(limit, value, TimeUnit.MICROSECONDS.toNanos(retryMicros));
  }
}
