package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.routing.RetryBudget;
import dev.stenogate.upstream.DeltaClock;
import java.util.Optional;

/**
 * Looks whether a link does what it must: sends what is due, takes what it is given, keeps up, and
 * writes where somebody speaks. Each finding ends the utterance, which is then replayed; the last
 * two are judgements, and so are made seldom.
 */
final class Watchdog {
  /**
   * How far a session is, in positions on its clock.
   *
   * @param done audio before it was heard by the model, or holds no speech
   * @param received audio before it has come from the caller
   */
  record Reach(long done, long received) {
    long waitingNanos() {
      return Pcm.nanos(received - done);
    }
  }

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

  /** While an utterance goes on, nothing is blank that was not so for 1 s by the clock. */
  private static final long BLANK_TIME_NANOS = 1_000_000_000L;

  /** An utterance with so much speech and no text at all is suspicious, however short. */
  private static final int BLANK_WHOLE_MILLIS = 800;

  /** So much speech behind the last text of an utterance is suspicious when it is finished. */
  private static final long BLANK_TAIL_NANOS = 1_000_000_000L;

  /** A look that comes so much later than it should tells of this gateway, and of no endpoint. */
  private static final long OWN_LATENESS_NANOS = 3 * Session.TICK_NANOS;

  private final SessionLimits.Watch limits;
  private final boolean judgesBlank;
  private final Elsewhere elsewhere;
  private RetryBudget blankReplays = BLANK_REPLAYS;
  private long writableNanos; // when the link last wanted more, or nothing was to be sent
  private long lookedNanos;
  private long attentiveSinceNanos; // before, this gateway itself was late, or another link served
  private long busyNanos; // waited for deltas while too much audio waited for them
  private long busyDeltas;

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
    lookedNanos = nowNanos;
    attentiveSinceNanos = nowNanos;
    keptUp();
  }

  /** A delta came for which the session had waited so long since the one before. */
  void delta(long waitedNanos) {
    busyNanos += waitedNanos;
    busyDeltas++;
  }

  /**
   * What is wrong now.
   *
   * @param utterance the open one, or null
   */
  Optional<Trouble> look(Utterance utterance, boolean writable, Reach reach, long nowNanos) {
    if (nowNanos - lookedNanos >= OWN_LATENESS_NANOS) {
      attentiveSinceNanos = nowNanos; // What seems late may lie unread on this side.
    }
    lookedNanos = nowNanos;
    if (writable || utterance == null) {
      writableNanos = nowNanos;
    }
    if (utterance == null) {
      return Optional.empty();
    }
    return unanswered(utterance, nowNanos)
        .or(() -> unwritable(nowNanos))
        .or(() -> lagging(reach))
        .or(() -> blankForLong(utterance, nowNanos));
  }

  /**
   * Whether the answer to an utterance is to be believed: speech that yields nothing is not, all of
   * it or the last of it. The model holds nothing back any more, so less is suspicious than before.
   */
  Optional<Trouble> judge(Utterance done, String text, long nowNanos) {
    int speechMillis = done.blankness().speechMillis();
    if (text.isBlank() && speechMillis >= BLANK_WHOLE_MILLIS && mayReplayBlank(done, nowNanos)) {
      return Optional.of(replayBlank(done, speechMillis, nowNanos));
    }
    return blank(done, Math.min(BLANK_TAIL_NANOS, limits.blankNanos()), nowNanos);
  }

  private Optional<Trouble> unanswered(Utterance utterance, long nowNanos) {
    long waited = utterance.waitingNanos(nowNanos);
    if (!isTooLong(waited, nowNanos)) {
      return Optional.empty();
    }
    return Optional.of(
        utterance.lacksOnlyDone() ? Trouble.noDone(waited) : Trouble.stalled(waited));
  }

  private Optional<Trouble> unwritable(long nowNanos) {
    long waited = nowNanos - writableNanos;
    return isTooLong(waited, nowNanos) ? Optional.of(Trouble.unwritable(waited)) : Optional.empty();
  }

  /** A change costs a replay: where there is nowhere to go, patience costs less. */
  private boolean isTooLong(long waited, long nowNanos) {
    long waitedNanos = Math.min(waited, nowNanos - attentiveSinceNanos);
    return waitedNanos >= limits.stallNanos()
        || (waitedNanos >= limits.suspectNanos() && elsewhere.hasRoom());
  }

  private void keptUp() {
    busyNanos = 0;
    busyDeltas = 0;
  }

  /**
   * Audio waits, and while deltas were due they came slower than real time, over as many utterances
   * as that takes. Audio also waits where a caller sends faster than real time, and behind segments
   * that are much shorter than their finish takes: that is not the engine's step.
   */
  private Optional<Trouble> lagging(Reach reach) {
    if (reach.waitingNanos() < limits.lagNanos()) {
      keptUp();
      return Optional.empty();
    }
    if (busyNanos < limits.lagPatienceNanos()) {
      return Optional.empty();
    }
    boolean slow = busyDeltas * DeltaClock.DELTA_NANOS < busyNanos;
    keptUp();
    return slow && elsewhere.hasRoom() && elsewhere.mayLeave()
        ? Optional.of(Trouble.lagging(reach.waitingNanos()))
        : Optional.empty();
  }

  /** Audio that is caught up with passes in no time; a pause of the model then means little. */
  private Optional<Trouble> blankForLong(Utterance utterance, long nowNanos) {
    return utterance.textlessNanos(nowNanos) >= BLANK_TIME_NANOS
        ? blank(utterance, limits.blankNanos(), nowNanos)
        : Optional.empty();
  }

  private Optional<Trouble> blank(Utterance utterance, long limitNanos, long nowNanos) {
    int millis = utterance.blankness().blankMillis();
    boolean suspicious = millis * 1_000_000L >= limitNanos;
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
