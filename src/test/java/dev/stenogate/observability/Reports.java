package dev.stenogate.observability;

import dev.stenogate.routing.Decision;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Partials;
import dev.stenogate.session.Reply.Usage;
import dev.stenogate.session.SessionObserver.Report;
import dev.stenogate.session.SessionPlan;
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
        new Usage(1_280_000, 640_000, 16_000, 5));
  }
}
