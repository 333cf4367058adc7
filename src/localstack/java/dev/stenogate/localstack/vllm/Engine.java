package dev.stenogate.localstack.vllm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The loop that a GPU runs: all sessions that have a frame ready share one step, which takes the
 * longer the more they are, and each gets one delta. No session is ever in two steps at once; a
 * session that does not read its deltas is in none. Lives on one loop and owns no thread.
 */
final class Engine {
  private static final String DEAD =
      "EngineCore encountered an issue. See stack trace (above) for the root cause.";

  /** How much of a pause of this process the engine makes up for; a GPU would not have paused. */
  private static final long CATCH_UP_NANOS_MAX = Duration.ofMillis(100).toNanos();

  private final VllmOptions options;
  private final EngineClock clock;
  private final Supplier<FaultState> faults;
  private final RandomGenerator random;
  private final VllmCounters counters;
  private final Runnable onDeath;
  private final FrameClock frameClock;

  private final Set<RealtimeSession> sessions = new LinkedHashSet<>();

  /** Those that may have a frame ready, longest waiting first. */
  private final Set<RealtimeSession> waiting = new LinkedHashSet<>();

  private boolean stepping;
  private boolean dead;
  private long nextHiccupNanos;

  Engine(
      VllmOptions options,
      EngineClock clock,
      Supplier<FaultState> faults,
      RandomGenerator random,
      VllmCounters counters,
      Runnable onDeath) {
    this.options = options;
    this.clock = clock;
    this.faults = faults;
    this.random = random;
    this.counters = counters;
    this.onDeath = onDeath;
    this.frameClock = new FrameClock(options.delayFrames());
    this.nextHiccupNanos = clock.nanoTime() + untilHiccupNanos();
  }

  VllmCounters counters() {
    return counters;
  }

  boolean isDead() {
    return dead;
  }

  /** A connection opens. */
  RealtimeSession join(RealtimeSession.Outbox outbox) {
    RealtimeSession session = new RealtimeSession(options, this, outbox);
    sessions.add(session);
    counters.connectionOpened();
    return session;
  }

  /** A connection is gone. */
  void leave(RealtimeSession session) {
    if (sessions.remove(session)) {
      counters.connectionClosed();
    }
    waiting.remove(session);
  }

  /** The connections that are open, in a copy: what is done to one may end it. */
  List<RealtimeSession> sessions() {
    return List.copyOf(sessions);
  }

  /** Starts a generation of a session. */
  Generation generate(RealtimeSession session) {
    counters.generationStarted();
    return new Generation(
        frameClock,
        options.recogniser().open(() -> clock.hop(() -> offer(session))),
        options.contextTokensMax(),
        clock.nanoTime());
  }

  /** Something changed for a session: it may have a frame ready now. */
  void offer(RealtimeSession session) {
    enqueue(session);
    beginStep(clock.nanoTime());
  }

  /** Something changed for all. */
  void offerAll() {
    sessions().forEach(this::enqueue);
    beginStep(clock.nanoTime());
  }

  private void enqueue(RealtimeSession session) {
    if (dead || !sessions.contains(session) || faults.get().mute()) {
      return;
    }
    session.finishIfComplete(faults.get());
    if (session.isReady()) {
      waiting.add(session);
    }
  }

  /** Every session hears of it, and nothing is said any more. */
  void die() {
    if (!dead) {
      dead = true;
      waiting.clear();
      sessions().forEach(session -> session.onEngineDead(DEAD));
      onDeath.run();
    }
  }

  private void beginStep(long beginNanos) {
    if (stepping || dead || faults.get().mute()) {
      return;
    }
    List<RealtimeSession> batch = new ArrayList<>();
    var longestWaiting = waiting.iterator();
    while (longestWaiting.hasNext() && batch.size() < options.engine().sessionsPerStepMax()) {
      RealtimeSession session = longestWaiting.next();
      longestWaiting.remove();
      if (session.isReady()) {
        batch.add(session);
      }
    }
    if (batch.isEmpty()) {
      return;
    }
    stepping = true;
    long endNanos = beginNanos + stepNanos(batch.size());
    clock.at(endNanos, () -> endStep(batch, endNanos));
  }

  private void endStep(List<RealtimeSession> batch, long dueNanos) {
    stepping = false;
    counters.step();
    long now = clock.nanoTime();
    for (RealtimeSession session : batch) {
      if (!dead && sessions.contains(session)) {
        session.step(now, faults.get());
      }
    }
    batch.forEach(this::enqueue);
    // Timers are late by up to a millisecond: the next step begins when this one should have ended.
    beginStep(Math.max(dueNanos, now - CATCH_UP_NANOS_MAX));
  }

  private long stepNanos(int batch) {
    EngineProfile profile = options.engine();
    double nanos =
        profile.stepBase().toNanos() + profile.stepPerSession().toNanos() * (double) batch;
    nanos *= faults.get().slow() * Math.exp(profile.jitterSigma() * random.nextGaussian());
    long now = clock.nanoTime();
    if (!profile.hiccupEvery().isZero() && now >= nextHiccupNanos) {
      nextHiccupNanos = now + untilHiccupNanos();
      nanos += random.nextLong(profile.hiccupMin().toNanos(), profile.hiccupMax().toNanos() + 1);
    }
    return (long) nanos;
  }

  private long untilHiccupNanos() {
    return (long) (options.engine().hiccupEvery().toNanos() * random.nextExponential());
  }
}
