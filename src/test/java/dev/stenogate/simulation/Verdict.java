package dev.stenogate.simulation;

import com.google.protobuf.util.Durations;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.simulation.Troubles.Severity;
import dev.stenogate.v1.Completed;

/** Whether a caller's end is one that its world excuses. */
final class Verdict {
  private Verdict() {}

  static void check(SimulatedCaller caller, Severity severity, boolean crowded, Coverage coverage) {
    switch (caller.ending()) {
      case SimulatedCaller.Ending.Well(Completed completed) -> {
        coverage.took(
            "caller: served" + (caller.calls() > 1 ? " over several calls" : " by one call"));
        caller.heard().checkComplete(caller.saidBytes());
        Violation.unless(
            severity != Severity.CALM
                || Durations.toNanos(completed.getUsage().getAudioReplayed()) == 0,
            "audio was replayed in a calm world");
      }
      case SimulatedCaller.Ending.Failed(SimulatedCaller.Cancelled _) ->
          coverage.took("caller: gave up");
      case SimulatedCaller.Ending.Failed(TranscriptionFailure why) -> {
        String reason = why.code() + " " + why.reason();
        coverage.took("caller: failed " + (caller.wasStarted() ? "" : "before it began ") + reason);
        if (crowded && why.reason().equals("POOL_FULL")) {
          return;
        }
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
