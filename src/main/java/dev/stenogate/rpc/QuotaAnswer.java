package dev.stenogate.rpc;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.stenogate.admission.QuotaUse;
import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.v1.GetQuotaResponse;
import java.util.function.Consumer;

/** Tells a tenant its limits, and what it used of them. */
final class QuotaAnswer {
  private QuotaAnswer() {}

  static GetQuotaResponse of(Tenant tenant, QuotaUse use) {
    TenantLimits limits = tenant.limits();
    GetQuotaResponse.Builder answer =
        GetQuotaResponse.newBuilder()
            .setTenant(tenant.name())
            .setSessionsMax(limits.sessionsMax())
            .setSessionsActive(use.sessions())
            .setAudioToday(Durations.fromMillis(use.audioTodayMillis()))
            .setStartsPerSecondMax(limits.starts().perSecond())
            .setStartsBurst(limits.starts().perSecond() > 0 ? limits.starts().burst() : 0)
            .setPaceMax(limits.call().paceMax())
            .setPriorityMax(priority(tenant.access().priorityMax()))
            .addAllPools(tenant.access().pools())
            .setEnforced(limits.enforcement().refuses());
    ifSet(limits.audio().perDayMillis(), answer::setAudioPerDayMax);
    ifSet(limits.audio().perMinuteMillis(), answer::setAudioPerMinuteMax);
    ifSet(limits.call().durationMillis(), answer::setSessionDurationMax);
    return answer.build();
  }

  private static void ifSet(long millis, Consumer<Duration> set) {
    if (millis > 0) {
      set.accept(Durations.fromMillis(millis));
    }
  }

  private static dev.stenogate.v1.Priority priority(Priority priority) {
    return switch (priority) {
      case CRITICAL -> dev.stenogate.v1.Priority.PRIORITY_CRITICAL;
      case STANDARD -> dev.stenogate.v1.Priority.PRIORITY_STANDARD;
      case BATCH -> dev.stenogate.v1.Priority.PRIORITY_BATCH;
    };
  }
}
