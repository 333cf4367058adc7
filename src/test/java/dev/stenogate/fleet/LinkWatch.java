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

  private static final double NOTHING = -1;

  private long silentTicks;
  private double busyTicks;
  private double busyDeltas;
  private double debtTicks; // by which the engine was slower than real time
  private double latestMillis = NOTHING;

  /** Another link serves. */
  void linked() {
    silentTicks = 0;
    debtTicks = 0;
    latestMillis = NOTHING;
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

  /** Text that was due to one who keeps up came so late. */
  void late(double latencyMillis) {
    latestMillis = Math.max(latestMillis, debtTicks * Ticks.MILLIS + latencyMillis);
  }

  /**
   * How late the engine was at most since this was last asked, however much it has to hear;
   * negative: nothing was due.
   */
  long takeLatenessNanos() {
    double millis = latestMillis;
    latestMillis = NOTHING;
    return (long) (millis * 1e6);
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
