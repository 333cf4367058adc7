package dev.stenogate.config;

import dev.stenogate.tenant.TenantLimits;
import java.time.Duration;

/** Limits of a tenant; what it does not say is as in the defaults. */
final class LimitsSection {
  private static final int SESSIONS_MAX = 1_000_000;
  private static final double STARTS_MAX = 100_000;
  private static final int BURST_MAX = 1_000_000;
  private static final double PACE_MAX = 1_000;
  private static final Duration AUDIO_MAX = Duration.ofDays(36_500);
  private static final Duration DURATION_MAX = Duration.ofDays(366);
  private static final Duration BACKLOG_MAX = Duration.ofSeconds(60);

  private LimitsSection() {}

  static TenantLimits read(YamlSection s, TenantLimits usual) {
    try (s) {
      double perSecond = s.number("starts-per-second", 0, STARTS_MAX, usual.starts().perSecond());
      int burst = s.whole("starts-burst", 1, BURST_MAX, burst(usual, perSecond));
      return new TenantLimits(
          s.whole("sessions-max", 0, SESSIONS_MAX, usual.sessionsMax()),
          new TenantLimits.Starts(perSecond, burst),
          new TenantLimits.Audio(
              s.millis("audio-per-minute", AUDIO_MAX, usual.audio().perMinuteMillis()),
              s.millis("audio-per-day", AUDIO_MAX, usual.audio().perDayMillis())),
          new TenantLimits.Call(
              s.millis("session-duration-max", DURATION_MAX, usual.call().durationMillis()),
              pace(s, usual.call().paceMax()),
              s.millis("backlog-max", BACKLOG_MAX, usual.call().backlogMillis())),
          new TenantLimits.Enforcement(
              s.flag("enforced", usual.enforcement().refuses()),
              s.number("soft-share", 0, 1, usual.enforcement().softShare())));
    }
  }

  /** Slower than real time would let every call fall behind. */
  private static double pace(YamlSection s, double usual) {
    double pace = s.number("pace-max", 0, PACE_MAX, usual);
    if (pace > 0 && pace < 1) {
      throw new ConfigException(
          s.path("pace-max"), "%s (expected: 0 or 1..%s)".formatted(pace, PACE_MAX));
    }
    return pace;
  }

  /** One second's worth, where nothing is said. */
  private static int burst(TenantLimits usual, double perSecond) {
    boolean same = perSecond == usual.starts().perSecond();
    return same ? usual.starts().burst() : (int) Math.max(1, Math.ceil(perSecond));
  }
}
