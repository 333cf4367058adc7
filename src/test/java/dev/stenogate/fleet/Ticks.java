package dev.stenogate.fleet;

/** The simulation's time: ticks of 80 ms, in which one who speaks makes one frame. */
final class Ticks {
  static final int MILLIS = 80;
  static final long NANOS = MILLIS * 1_000_000L;

  /** About a second: how often lateness is told and sampled. */
  static final int PER_SECOND = 12;

  private Ticks() {}

  static long ofSeconds(double seconds) {
    return Math.round(seconds * 1_000 / MILLIS);
  }

  static double seconds(long ticks) {
    return ticks * (double) MILLIS / 1_000;
  }
}
