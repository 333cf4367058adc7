package dev.stenogate.observability;

import dev.stenogate.audio.Pcm;
import dev.stenogate.routing.Decision;
import dev.stenogate.session.Reply.Usage;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One usage record for each call, as a line of JSON in a log category of its own, fit for billing:
 * {@code call} is unique, and of the records of one {@code session} the stretches {@code
 * final_from_ms} to {@code final_to_ms} cover each moment of its audio that was transcribed; where
 * a call was resumed from further back than it had come they overlap, and count once.
 */
public final class UsageLog implements SessionObserver {
  private static final Logger LOG = Logger.getLogger("dev.stenogate.usage");

  private final Supplier<Instant> now;

  /**
   * Writes to the log.
   *
   * @param now the wall clock
   */
  public UsageLog(Supplier<Instant> now) {
    this.now = now;
  }

  @Override
  public void begun(SessionPlan plan) {}

  @Override
  public void routed(SessionPlan plan, String endpoint, Decision decision) {}

  @Override
  public void started(SessionPlan plan, String endpoint, long nanos) {}

  @Override
  public void linkFailed(SessionPlan plan, String endpoint, String label, String detail) {}

  @Override
  public void recovered(SessionPlan plan, String endpoint, long nanos) {}

  @Override
  public void linkRolled(SessionPlan plan, String from, String to) {}

  @Override
  public void gap(SessionPlan plan, String endpoint, long nanos) {}

  @Override
  public void defect(SessionPlan plan, RuntimeException defect) {}

  @Override
  public void lag(String endpoint, long nanos) {}

  @Override
  public void finalised(String endpoint, long nanos) {}

  @Override
  public void ended(Report report) {
    LOG.info(line(report, now.get()));
  }

  static String line(Report report, Instant endedAt) {
    SessionPlan plan = report.plan();
    Usage usage = report.usage();
    return new JsonEvent()
        .put("event", "usage")
        .put("call", plan.callId())
        .put("session", plan.sessionId())
        .put("tenant", plan.caller().tenant().name())
        .put("pool", plan.requirements().pool())
        .put("priority", plan.claim().priority().name().toLowerCase(Locale.ROOT))
        .put("labels", plan.labels())
        .put("started_at", endedAt.minusNanos(report.durationNanos()).toString())
        .put("ended_at", endedAt.toString())
        .put("duration_ms", TimeUnit.NANOSECONDS.toMillis(report.durationNanos()))
        .put("outcome", report.ending().outcome().label())
        .put("audio_received_ms", millis(usage.received()))
        .put("audio_transcribed_ms", millis(usage.transcribed()))
        .put("audio_replayed_ms", millis(usage.replayed()))
        .put("audio_dropped_ms", millis(usage.dropped()))
        .put("final_from_ms", millis(plan.origin().finalSamples()))
        .put("final_to_ms", millis(usage.finalTo()))
        .put("segments", usage.segments())
        .line();
  }

  private static long millis(long samples) {
    return TimeUnit.NANOSECONDS.toMillis(Pcm.nanos(samples));
  }
}
