package dev.stenogate.localstack.faults;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One fault: how it strikes in the middle of a call, and how it heals. Whatever it breaks is mended
 * when the call has ended; a fault that must end earlier says when and how.
 *
 * @param name for people
 * @param before what is set before the call begins
 * @param moment when it strikes
 * @param strike breaks something; returns when it is broken
 * @param lasts from strike to heal; zero: to the end of the call
 * @param heal ends it while the call goes on
 * @param longer whether the call must be longer than 20 s
 */
record Disturbance(
    String name,
    Consumer<ProcessStack> before,
    Moment moment,
    Consumer<Scene> strike,
    Duration lasts,
    Consumer<Scene> heal,
    boolean longer) {

  /** One that strikes in the middle of a segment and lasts. */
  static Disturbance of(String name, Consumer<Scene> strike) {
    return new Disturbance(
        name, _ -> {}, new Moment.MidSegment(), strike, Duration.ZERO, _ -> {}, false);
  }

  /** Striking at another moment. */
  Disturbance at(Moment other) {
    return new Disturbance(name, before, other, strike, lasts, heal, longer);
  }

  /** Healing while the call goes on. */
  Disturbance healedAfter(Duration time, Consumer<Scene> how) {
    return new Disturbance(name, before, moment, strike, time, how, longer);
  }

  /** Prepared before the call. */
  Disturbance prepared(Consumer<ProcessStack> how) {
    return new Disturbance(name, how, moment, strike, lasts, heal, longer);
  }

  /** In a long call. */
  Disturbance inLongCall() {
    return new Disturbance(name, before, moment, strike, lasts, heal, true);
  }
}
