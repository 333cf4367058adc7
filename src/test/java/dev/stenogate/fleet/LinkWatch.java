package dev.stenogate.fleet;

import dev.stenogate.session.SessionLimits;

/**
 * When a session leaves a link: the rules of the product's watchdog for what is due and what is
 * late, in ticks.
 */
final class LinkWatch {
  /** What is asked about the other endpoints. */
  interface Elsewhere {
    boolean hasRoom(long nowNanos);

    /** Counts as leaving. */
    boolean mayLeave(long nowNanos);
  }

  private static final SessionLimits.Watch LIMITS = SessionLimits.Watch.DEFAULT;

  private long silentTicks;
  private double busyTicks;
  private double busyDeltas;
  private double debtTicks; // by which the engine was slower than real time

  /** Another link serves. */
  void linked() {
    silentTicks = 0;
    debtTicks = 0;
    keptUp();
  }

  /**
   * A tick passed.
   *
   * @param due deltas that were due
   * @param written those that came
   * @param ready those that could have come
   */
  void passed(double due, double written, double ready) {
    silentTicks = due > 0 && written == 0 ? silentTicks + 1 : 0;
    if (due > written + 1e-9) {
      busyTicks++;
      busyDeltas += written;
      debtTicks = Math.max(0, debtTicks + 1 - ready);
    } else {
      debtTicks = 0;
    }
  }

  /** How late the engine is, however much it has to hear. */
  double debtTicks() {
    return debtTicks;
  }

  /** Whether the session should leave now. */
  boolean isTrouble(double waitingTicks, Elsewhere elsewhere, long nowNanos) {
    long silent = silentTicks * Ticks.NANOS;
    if (silent >= LIMITS.stallNanos()
        || (silent >= LIMITS.suspectNanos() && elsewhere.hasRoom(nowNanos))) {
      return true;
    }
    if (waitingTicks * Ticks.NANOS < LIMITS.lagNanos()) {
      keptUp();
      return false;
    }
    if (busyTicks * Ticks.NANOS < LIMITS.lagPatienceNanos()) {
      return false;
    }
    boolean slow = busyDeltas < busyTicks;
    keptUp();
    return slow && elsewhere.hasRoom(nowNanos) && elsewhere.mayLeave(nowNanos);
  }

  private void keptUp() {
    busyTicks = 0;
    busyDeltas = 0;
  }
}
