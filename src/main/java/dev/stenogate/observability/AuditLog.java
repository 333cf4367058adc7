package dev.stenogate.observability;

import dev.stenogate.authentication.AuthenticationObserver;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.routing.Decision;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.tenant.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Who opened what, when, from where, and how it ended; and who was not let in. A JSON object on a
 * line; never a secret. Calls with one request that are let in have no line: they open nothing.
 */
public final class AuditLog implements AuthenticationObserver, SessionObserver {
  private static final Logger LOG = Logger.getLogger("dev.stenogate.audit");
  private static final String TRANSCRIBE = "stenogate.v1.Transcription/Transcribe";

  /** Addresses that are named when it is said how much was left out; the rest is one sum. */
  private static final int LEFT_OUT_MAX = 50;

  private final RefusalLines refusals = new RefusalLines();
  private final Supplier<Instant> clock;

  public AuditLog(Supplier<Instant> clock) {
    this.clock = clock;
  }

  @Override
  public void admitted(String method, Caller caller) {}

  @Override
  public void refused(String method, String peer, Verdict.Refused refused) {
    Outcome outcome =
        switch (refused.denial().kind()) {
          case UNAUTHENTICATED -> Outcome.UNAUTHENTICATED;
          case FORBIDDEN -> Outcome.PERMISSION_DENIED;
          case UNAVAILABLE -> Outcome.AUTHENTICATION_UNAVAILABLE;
        };
    refusal(
        peer,
        line("call_refused")
            .put("method", method)
            .put("peer", peer)
            .put("credential_id", refused.credentialId())
            .put("outcome", outcome.label())
            .put("reason", refused.denial().name())
            .put("detail", refused.told()));
  }

  /** A call that was let in ended before it was a session. */
  public void refused(Caller caller, Ending ending) {
    refusal(
        caller.peer(),
        of(line("call_refused").put("method", TRANSCRIBE), caller)
            .put("outcome", ending.outcome().label())
            .put("reason", reason(ending))
            .put("detail", ending.detail()));
  }

  private static String reason(Ending ending) {
    return switch (ending.why()) {
      case Ending.Violation violation -> violation.reason();
      case Ending.Denied denied -> denied.reason();
      case Ending.Limited limited -> limited.limit().name();
      case Ending.Shortage _, Ending.Plain _ -> ending.outcome().label().toUpperCase(Locale.ROOT);
    };
  }

  @Override
  public void tooMany(String method, String peer) {
    refusal(
        peer,
        line("call_refused")
            .put("method", method)
            .put("peer", peer)
            .put("outcome", Outcome.TOO_MANY_ATTEMPTS.label())
            .put("reason", Outcome.TOO_MANY_ATTEMPTS.label().toUpperCase(Locale.ROOT)));
  }

  /** Says how many lines were left out, of addresses that got none since. Every few seconds. */
  public void tellLeftOut() {
    List<RefusalLines.LeftOut> all = refusals.takeLeftOut();
    all.stream().limit(LEFT_OUT_MAX).forEach(this::tell);
    int rest = all.stream().skip(LEFT_OUT_MAX).mapToInt(RefusalLines.LeftOut::lines).sum();
    if (rest > 0) {
      tell(new RefusalLines.LeftOut("", rest));
    }
  }

  private void tell(RefusalLines.LeftOut left) {
    LOG.warn(line("refusals_left_out").put("peer", left.peer()).put("lines", left.lines()).line());
  }

  @Override
  public void begun(SessionPlan plan) {
    LOG.info(of(line("session_opened"), plan).put("pool", plan.requirements().pool()).line());
  }

  @Override
  public void ended(Report report) {
    LOG.info(
        of(line("session_ended"), report.plan())
            .put("outcome", report.ending().outcome().label())
            .put("detail", report.ending().detail())
            .put("duration_ms", TimeUnit.NANOSECONDS.toMillis(report.durationNanos()))
            .line());
  }

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

  private void refusal(String peer, JsonEvent line) {
    OptionalInt leftOut = refusals.offer(peer, System.nanoTime());
    if (leftOut.isPresent()) {
      LOG.warn((leftOut.getAsInt() == 0 ? line : line.put("left_out", leftOut.getAsInt())).line());
    }
  }

  private static JsonEvent of(JsonEvent line, SessionPlan plan) {
    return of(
        line.put("call", plan.callId()).put("session", plan.sessionId()).put("method", TRANSCRIBE),
        plan.caller());
  }

  private static JsonEvent of(JsonEvent line, Caller caller) {
    return line.put("tenant", caller.tenant().name())
        .put("credential_kind", caller.credential().kind().label())
        .put("credential_id", caller.credential().id())
        .put("peer", caller.peer());
  }

  private JsonEvent line(String event) {
    return new JsonEvent().put("time", clock.get().toString()).put("event", event);
  }
}
