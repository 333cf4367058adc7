package dev.stenogate.fleet;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One endpoint's engine, a tick at a time: how long its step is for those who were ready in that
 * tick, and how many deltas each of them gets.
 */
final class Gpu {
  private static final double JITTER_SIGMA = 0.15;
  private static final double HICCUP_EVERY_MILLIS = 30_000;
  private static final double HICCUP_MIN_MILLIS = 50;
  private static final double HICCUP_MAX_MILLIS = 150;

  final int index;
  final int sessionsMax;
  final GpuSpeed speed;
  final List<Fate> fates;
  private final SplittableRandom random;
  private double untilHiccupMillis;
  private double lostMillis; // by hiccups, to come
  private double lost; // in this tick
  private int keepingUp;
  private int behind;
  private double stepMillis;
  private double deltas;
  private boolean mute;
  private boolean gone;
  private boolean draining;
  private double slow = 1;

  Gpu(int index, EndpointPlan plan, long seed) {
    this.index = index;
    this.sessionsMax = plan.sessionsMax();
    this.speed = plan.speed();
    this.fates = plan.fates();
    this.random = new SplittableRandom(seed * 31 + index);
    this.untilHiccupMillis = HICCUP_EVERY_MILLIS * random.nextExponential();
    this.stepMillis = speed.baseMillis();
  }

  String name() {
    return name(index);
  }

  static String name(int index) {
    return "gpu-" + index;
  }

  /** A tick begins: nobody is counted yet. */
  void begin(long tick) {
    keepingUp = 0;
    behind = 0;
    mute = false;
    gone = false;
    draining = false;
    slow = 1;
    for (Fate fate : fates) {
      if (fate.isAt(tick)) {
        switch (fate.kind()) {
          case SLOW -> slow = fate.slow();
          case MUTE -> mute = true;
          case GONE -> gone = true;
          case DRAINING -> draining = true;
        }
      }
    }
  }

  /** A session has frames ready; one or less means that it keeps up. */
  void ready(double frames) {
    if (frames <= 1 + 1e-9 || frames <= deltas) {
      keepingUp++;
    } else {
      behind++;
    }
  }

  /** All were counted. */
  void run() {
    double jitter =
        Math.exp(
            JITTER_SIGMA
                * random.nextGaussian()
                * Math.sqrt(Math.min(1, stepMillis / Ticks.MILLIS)));
    stepMillis = speed.stepMillis(keepingUp, behind, slow) * jitter;
    untilHiccupMillis -= Ticks.MILLIS;
    if (untilHiccupMillis <= 0) {
      untilHiccupMillis = HICCUP_EVERY_MILLIS * random.nextExponential();
      lostMillis += random.nextDouble(HICCUP_MIN_MILLIS, HICCUP_MAX_MILLIS);
    }
    lost = Math.min(Ticks.MILLIS, lostMillis);
    lostMillis -= lost;
    deltas =
        mute || gone
            ? 0
            : (Ticks.MILLIS - lost) / stepMillis * GpuSpeed.deltasPerStep(keepingUp + behind);
  }

  /** Deltas that a session which is always ready gets in this tick. */
  double deltas() {
    return deltas;
  }

  /** How late the text of one is who keeps up: half a step until the batch, and the step. */
  double latencyMillis() {
    return 1.5 * Math.min(stepMillis, Ticks.MILLIS) + lost;
  }

  /** The most of it: one step until the batch, and the step. */
  double latencyMostMillis() {
    return 2 * Math.min(stepMillis, Ticks.MILLIS) + lost;
  }

  boolean isGone() {
    return gone;
  }

  boolean isDraining() {
    return draining;
  }
}
