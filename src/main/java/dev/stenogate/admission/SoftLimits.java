package dev.stenogate.admission;

import dev.stenogate.admission.Exceeded.Limit;
import java.util.EnumSet;
import java.util.Set;

/** Which limits' soft share a tenant's use went over by one step. */
final class SoftLimits {
  private SoftLimits() {}

  /**
   * @param share of each limit, 0..1
   */
  static Set<Limit> passed(Usage before, Usage after, QuotaRules rules, double share) {
    Set<Limit> passed = EnumSet.noneOf(Limit.class);
    if (share < 1) {
      add(passed, Limit.SESSIONS, before.sessions(), after.sessions(), share * rules.sessionsMax());
      add(
          passed,
          Limit.STARTS,
          before.startsDebtMicros(),
          after.startsDebtMicros(),
          share * rules.startCapacityMicros());
      add(
          passed,
          Limit.AUDIO_PER_MINUTE,
          before.audioDebtMicros(),
          after.audioDebtMicros(),
          share * rules.audioCapacityMicros());
      add(
          passed,
          Limit.AUDIO_PER_DAY,
          before.dayMillis(),
          after.dayMillis(),
          share * rules.audioPerDayMillis());
    }
    return passed;
  }

  private static void add(Set<Limit> passed, Limit limit, long before, long after, double from) {
    if (from > 0 && before <= from && after > from) {
      passed.add(limit);
    }
  }
}
