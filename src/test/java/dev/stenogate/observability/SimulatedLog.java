package dev.stenogate.observability;

import dev.stenogate.session.SessionObserver;

/** What the log would say. */
public final class SimulatedLog {
  private SimulatedLog() {}

  /** The line of a session that ended. */
  public static String line(SessionObserver.Report report) {
    return SessionLog.line(report);
  }
}
