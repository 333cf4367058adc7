package dev.stenogate.simulation;

import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.simulation.Troubles.Severity;

/** Whether a caller's end is one that its world excuses. */
final class Verdict {
  private Verdict() {}

  static void check(SimulatedCaller caller, Severity severity, Coverage coverage) {
    switch (caller.ending()) {
      case SimulatedCaller.Ending.Well() -> {
        coverage.took(
            "caller: served" + (caller.calls() > 1 ? " over several calls" : " by one call"));
        caller.heard().checkComplete(caller.saidBytes());
      }
      case SimulatedCaller.Ending.Failed(SimulatedCaller.Cancelled _) ->
          coverage.took("caller: gave up");
      case SimulatedCaller.Ending.Failed(TranscriptionFailure why) -> {
        String reason = why.code() + " " + why.reason();
        coverage.took("caller: failed " + (caller.wasStarted() ? "" : "before it began ") + reason);
        Violation.unless(
            severity != Severity.CALM || !caller.manners().isPatient(),
            "%s failed in a calm world: %s",
            caller.name(),
            reason);
        Violation.unless(
            severity == Severity.HARSH || !caller.manners().isPatient() || !caller.wasStarted(),
            "%s failed though it could be served: %s",
            caller.name(),
            reason);
      }
      case SimulatedCaller.Ending.Failed(Throwable why) -> throw new AssertionError(why);
    }
  }
}
