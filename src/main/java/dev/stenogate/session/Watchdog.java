package dev.stenogate.session;

import dev.stenogate.routing.RetryBudget;
import dev.stenogate.upstream.DeltaClock;
import java.util.Optional;

/**
 * Looks whether a link does what it must: sends what is due, takes what it is given, keeps up, and
 * writes where somebody speaks. Each finding ends the utterance, which is then replayed; the last
 * two are judgements, and so are made seldom.
 */
final class Watchdog {
  /** What the watchdog asks about the other endpoints. */
  interface Elsewhere {
    /** Whether another endpoint could serve now. */
    boolean hasRoom();

    /** Whether this session may leave its late endpoint now; counts as leaving. */
    boolean mayLeave();
  }

  /** A sound that is no speech is heard again at most so often, once a minute. */
  private static final RetryBudget BLANK_REPLAYS = RetryBudget.full(3, 60_000_000_000L);

  private static final int BLANK_REPLAYS_OF_ONE_MAX = 2;

  /** An utterance with so much speech and no text at all is suspicious, however short. */
  private static final int BLANK_WHOLE_MILLIS = 800;

  private final SessionLimits.Watch limits;
  private final boolean judgesBlank;
  private final Elsewhere elsewhere;
  private RetryBudget blankReplays = BLANK_REPLAYS;
  private long writableNanos; // when the link last wanted more, or nothing was to be sent
  private long deltas; // over all utterances
  private boolean late;
  private long lateSinceNanos;
  private long lateSinceDeltas;

  /**
   * @param judgesBlank whether voice activity means anything for this audio
   */
  Watchdog(SessionLimits.Watch limits, boolean judgesBlank, Elsewhere elsewhere) {
    this.limits = limits;
    this.judgesBlank = judgesBlank;
    this.elsewhere = elsewhere;
  }

  /** Another link serves. */
  void linked(long nowNanos) {
    writableNanos = nowNanos;
    late = false;
  }

  void delta() {
    deltas++;
  }

  /**
   * What is wrong now.
   *
   * @param utterance the open one, or null
   */
  Optional<Trouble> look(Utterance utterance, boolean writable, long nowNanos) {
    if (writable || utterance == null) {
      writableNanos = nowNanos;
    }
    if (utterance == null) {
      late = false;
      return Optional.empty();
    }
    return unanswered(utterance, nowNanos)
        .or(() -> unwritable(nowNanos))
        .or(() -> lagging(utterance, nowNanos))
        .or(() -> blank(utterance, nowNanos));
  }

  /** Whether the answer to an utterance is to be believed: speech that yields nothing is not. */
  Optional<Trouble> judge(Utterance done, String text, long nowNanos) {
    boolean nothing = text.isBlank() && done.blankness().speechMillis() >= BLANK_WHOLE_MILLIS;
    return nothing && mayReplayBlank(done, nowNanos)
        ? Optional.of(replayBlank(done, done.blankness().speechMillis(), nowNanos))
        : blank(done, nowNanos);
  }

  private Optional<Trouble> unanswered(Utterance utterance, long nowNanos) {
    long waited = utterance.waitingNanos(nowNanos);
    if (!isTooLong(waited)) {
      return Optional.empty();
    }
    return Optional.of(
        utterance.lacksOnlyDone() ? Trouble.noDone(waited) : Trouble.stalled(waited));
  }

  private Optional<Trouble> unwritable(long nowNanos) {
    long waited = nowNanos - writableNanos;
    return isTooLong(waited) ? Optional.of(Trouble.unwritable(waited)) : Optional.empty();
  }

  /** A change costs a replay: where there is nowhere to go, patience costs less. */
  private boolean isTooLong(long waitedNanos) {
    return waitedNanos >= limits.stallNanos()
        || (waitedNanos >= limits.suspectNanos() && elsewhere.hasRoom());
  }

  /**
   * Late, and slower than real time for a while. A caller that sends faster than real time is late
   * by as much as the window holds, and its model is not slow.
   */
  private Optional<Trouble> lagging(Utterance utterance, long nowNanos) {
    long lag = utterance.lagNanos();
    if (utterance.isFinishing()) {
      return Optional.empty();
    }
    if (lag < limits.lagNanos()) {
      late = false;
      return Optional.empty();
    }
    boolean due = late && nowNanos - lateSinceNanos >= limits.lagPatienceNanos();
    long heardNanos = (deltas - lateSinceDeltas) * DeltaClock.DELTA_NANOS;
    boolean slow = heardNanos < nowNanos - lateSinceNanos;
    if (due || !late) {
      late = true;
      lateSinceNanos = nowNanos;
      lateSinceDeltas = deltas;
    }
    return due && slow && elsewhere.hasRoom() && elsewhere.mayLeave()
        ? Optional.of(Trouble.lagging(lag))
        : Optional.empty();
  }

  private Optional<Trouble> blank(Utterance utterance, long nowNanos) {
    int millis = utterance.blankness().blankMillis();
    boolean suspicious = millis * 1_000_000L >= limits.blankNanos();
    return suspicious && mayReplayBlank(utterance, nowNanos)
        ? Optional.of(replayBlank(utterance, millis, nowNanos))
        : Optional.empty();
  }

  private boolean mayReplayBlank(Utterance utterance, long nowNanos) {
    return judgesBlank
        && utterance.blankReplays() < BLANK_REPLAYS_OF_ONE_MAX
        && blankReplays.allows(nowNanos);
  }

  private Trouble replayBlank(Utterance utterance, int millis, long nowNanos) {
    blankReplays = blankReplays.spend(nowNanos);
    utterance.replayedBlank();
    return Trouble.blank(millis);
  }
}
