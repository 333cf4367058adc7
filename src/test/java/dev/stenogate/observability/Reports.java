package dev.stenogate.observability;

import dev.stenogate.routing.Decision;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Outcome;
import dev.stenogate.session.Partials;
import dev.stenogate.session.Reply.Usage;
import dev.stenogate.session.SessionObserver.Report;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Tenant;
import java.util.List;
import java.util.Map;

/** A session that ended. */
final class Reports {
  private Reports() {}

  static SessionPlan plan() {
    return new SessionPlan(
        "s-1",
        new Requirements("default", "", List.of()),
        SessionPlan.Origin.NEW,
        new Endpointing(10_240, 480_000, true),
        Partials.REVISED,
        false,
        false,
        Map.of("call", "private-label"));
  }

  /** A tenant's. */
  static Report of(String tenant) {
    Report report = of(new Ending(Outcome.COMPLETED, ""));
    SessionPlan plan = report.plan();
    return new Report(
        new SessionPlan(
            plan.sessionId(),
            plan.callId(),
            new Caller(new Tenant(tenant, 1), Credential.NONE),
            plan.requirements(),
            plan.claim(),
            plan.origin(),
            plan.endpointing(),
            plan.partials(),
            plan.wordOffsets(),
            plan.speechEvents(),
            plan.redaction(),
            plan.labels()),
        report.ending(),
        report.endpoint(),
        report.route(),
        report.links(),
        report.durationNanos(),
        report.bufferedBytesMost(),
        report.usage());
  }

  /** Served by gpu-1 for 90 s with two links; 80 s of audio in 5 segments. */
  static Report of(Ending ending) {
    return new Report(
        plan(),
        ending,
        "gpu-1",
        new Decision(
            "lower of two",
            List.of(
                new Decision.Candidate("gpu-1", 0.414, ""),
                new Decision.Candidate("gpu-2", 1.7, "late"),
                new Decision.Candidate("gpu-3", Double.NaN, "full"))),
        2,
        90_000_000_000L,
        64_000,
        new Usage(1_280_000, 640_000, 16_000, 8_000, 1_272_000, 5));
  }
}
