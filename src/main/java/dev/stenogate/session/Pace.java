package dev.stenogate.session;

import dev.stenogate.audio.Pcm;

/** How many times real time audio may come, over a burst: a bucket that fills with time. */
final class Pace {
  private static final long BURST_NANOS_MIN = 1_000_000_000L;

  private final double paceMax;
  private final long burstNanos; // in which the burst is refilled
  private long fullNanos; // when the bucket is full

  /**
   * @param paceMax times real time; 0: no limit
   * @param burstNanos audio that may come at once, at least 1 s of it
   */
  Pace(double paceMax, long burstNanos, long nowNanos) {
    this.paceMax = paceMax;
    this.burstNanos = paceMax > 0 ? (long) (Math.max(BURST_NANOS_MIN, burstNanos) / paceMax) : 0;
    this.fullNanos = nowNanos;
  }

  /** Whether another message can be asked for: it may be longer than what is left. */
  boolean allows(long nowNanos) {
    return paceMax == 0 || fullNanos - nowNanos < burstNanos;
  }

  /** Audio came. */
  void heard(long samples, long nowNanos) {
    if (paceMax > 0) {
      fullNanos =
          nowNanos + Math.max(0, fullNanos - nowNanos) + (long) (Pcm.nanos(samples) / paceMax);
    }
  }
}
