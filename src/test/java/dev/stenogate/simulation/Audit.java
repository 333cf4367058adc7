package dev.stenogate.simulation;

import dev.stenogate.audio.Pcm;
import dev.stenogate.observability.SimulatedLog;
import dev.stenogate.routing.Decision;
import dev.stenogate.rpc.SimulatedEdge;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import java.util.IdentityHashMap;

/** What the operator hears of one process: each session once, within its bounds, and no secrets. */
final class Audit implements SessionObserver {
  /** What an answer to one who waits may take: a tick, and its way through the loop. */
  private static final long WAIT_SLACK_NANOS = 300_000_000L;

  /** Who will not wait has that much patience where a slot is about to come free. */
  private static final long SOON_NANOS = 1_000_000_000L;

  private final SessionLimits limits;
  private final Coverage coverage;
  private final Timeline timeline;
  private final String process;
  private final CountedPermits permits;
  private final IdentityHashMap<SessionPlan, Boolean> running = new IdentityHashMap<>();

  Audit(
      SessionLimits limits,
      Coverage coverage,
      Timeline timeline,
      String process,
      CountedPermits permits) {
    this.limits = limits;
    this.coverage = coverage;
    this.timeline = timeline;
    this.process = process;
    this.permits = permits;
  }

  @Override
  public void begun(SessionPlan plan) {
    Violation.unless(running.put(plan, true) == null, "a session began twice");
    timeline.trace(() -> process + " began " + plan.sessionId() + " at " + plan.origin());
  }

  @Override
  public void routed(SessionPlan plan, String endpoint, Decision decision) {
    timeline.trace(
        () -> "%s routes %s to %s: %s".formatted(process, plan.sessionId(), endpoint, decision));
  }

  @Override
  public void started(SessionPlan plan, String endpoint, long nanos) {
    timeline.trace(() -> process + " started " + plan.sessionId() + " on " + endpoint);
  }

  @Override
  public void linkFailed(SessionPlan plan, String endpoint, String label, String detail) {
    timeline.trace(
        () ->
            "%s: link of %s to %s failed, %s: %s"
                .formatted(process, plan.sessionId(), endpoint, label, detail));
    keepsSecrets(detail);
    Violation.unless(
        !label.equals("local"), "a link that the gateway closed itself counts as failed");
    coverage.linkFailed(label);
  }

  @Override
  public void recovered(SessionPlan plan, String endpoint, long nanos) {
    Violation.unless(nanos >= 0, "recovered in %d ns", nanos);
    coverage.took("link replaced");
  }

  @Override
  public void linkRolled(SessionPlan plan, String from, String to) {
    coverage.took("link rolled");
  }

  @Override
  public void gap(SessionPlan plan, String endpoint, long nanos) {
    Violation.unless(nanos > 0, "a gap of %d ns", nanos);
    coverage.gap();
  }

  @Override
  public void defect(SessionPlan plan, RuntimeException defect) {
    throw new AssertionError("a defect of the gateway", defect);
  }

  @Override
  public void lag(String endpoint, long nanos) {
    Violation.unless(nanos >= 0, "lag of %d ns", nanos);
  }

  @Override
  public void finalised(String endpoint, long nanos) {
    Violation.unless(nanos >= 0, "finalised in %d ns", nanos);
  }

  @Override
  public void ended(Report report) {
    timeline.trace(
        () -> "%s ended %s: %s".formatted(process, report.plan().sessionId(), report.ending()));
    permits.ended(report.plan().callId(), Pcm.millis(report.usage().received()));
    Violation.unless(running.remove(report.plan()) != null, "a session ended that did not run");
    keepsSecrets(SimulatedLog.line(report));
    keepsSecrets(report.ending().told());
    int bytesMax =
        limits.bufferBytesMax(report.plan().endpointing()) + SimulatedEdge.AUDIO_MESSAGE_BYTES_MAX;
    Violation.unless(
        report.bufferedBytesMost() <= bytesMax,
        "a session held %d bytes of audio (expected: at most %d)",
        report.bufferedBytesMost(),
        bytesMax);
    Violation.unless(
        report.links() > 0 || report.durationNanos() <= waitMaxNanos(report.plan()),
        "a call waited %d ms for a slot and got none (expected: at most %d ms)",
        report.durationNanos() / 1_000_000,
        waitMaxNanos(report.plan()) / 1_000_000);
    coverage.took("session ended: " + report.ending().outcome().label());
    if (report.ending().outcome() == Outcome.UPSTREAM_LOST) {
      coverage.sessionLost();
    }
  }

  private static long waitMaxNanos(SessionPlan plan) {
    return Math.max(plan.claim().maxWaitNanos(), SOON_NANOS) + WAIT_SLACK_NANOS;
  }

  void refused(Ending ending) {
    timeline.trace(() -> process + " refused a call: " + ending);
    keepsSecrets(ending.detail());
    coverage.took("call refused: " + ending.outcome().label());
  }

  void checkBalanced() {
    Violation.unless(
        running.isEmpty(), "%s has %d sessions after the end", process, running.size());
  }

  /** All words of a world have "zq" in them, and all tokens begin with the version's base64. */
  private static void keepsSecrets(String line) {
    Violation.unless(!line.contains("zq"), "a transcript is in a log line");
    Violation.unless(!line.contains(HeardText.TOKEN_HEAD), "a token is in a log line");
  }
}
