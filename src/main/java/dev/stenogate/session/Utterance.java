package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.session.Draft.Telling;
import dev.stenogate.upstream.DeltaClock;
import java.util.List;
import java.util.Optional;

/**
 * One generation of the model, and one segment of the caller's transcript: how much audio the link
 * was given, and what came back. Survives its link: {@link #restart} makes it ready to be given to
 * another one.
 */
final class Utterance {
  /** No end yet: speech goes on. */
  static final long OPEN = -1;

  /** Deltas that a model may send beyond what the arithmetic of vLLM says. */
  private static final int SURPLUS_DELTAS_MAX = 50;

  /** Text of one utterance: a minute of the fastest speech is 2,000 characters. */
  private static final int TEXT_CHARS_MAX = 32_768;

  /** A dying vLLM answers everything with errors, for up to 5 s. */
  private static final long FAULT_APART_NANOS = 5_000_000_000L;

  private final long segmentId;
  private final long start;
  private final boolean withWords;
  private final Draft draft;
  private final Blankness blankness;

  private DeltaClock clock;
  private Hearing hearing;
  private Lateness lateness = new Lateness();
  private long end = OPEN;
  private int revision;
  private long sent;
  private long sentMost; // over all revisions
  private boolean finishing;
  private long finishedNanos;
  private long waitingSinceNanos;
  private long textNanos; // when the link last wrote something, or its first delta came
  private int faults;
  private String faultedBy = "";
  private long faultNanos;
  private int blankReplays;
  private boolean told;
  private boolean untold;

  Utterance(long segmentId, long start, int delayTokens, Partials partials, boolean withWords) {
    this(segmentId, start, delayTokens, Draft.of(partials, withWords), withWords);
  }

  /**
   * @param draft decides what the caller is told of it
   */
  Utterance(long segmentId, long start, int delayTokens, Draft draft, boolean withWords) {
    this.segmentId = segmentId;
    this.start = start;
    this.sent = start;
    this.sentMost = start;
    this.clock = new DeltaClock(delayTokens);
    this.hearing = new Hearing(start);
    this.withWords = withWords;
    this.draft = draft;
    this.blankness = new Blankness(start);
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  long sent() {
    return sent;
  }

  boolean isFinishing() {
    return finishing;
  }

  /** When the end of the audio was sent; only while finishing. */
  long finishedNanos() {
    return finishedNanos;
  }

  /** Whether the caller has heard of this segment. */
  boolean wasTold() {
    return told;
  }

  /** Whether there is text that the caller may not have heard. */
  boolean hasNews() {
    return untold;
  }

  /** Deltas that the link has sent. */
  int deltas() {
    return hearing.deltas();
  }

  /** Which speech was heard, for how much of it nothing was written. */
  Blankness blankness() {
    return blankness;
  }

  /** No audio at or behind this position belongs to it. */
  void endAt(long position) {
    end = position;
    blankness.endAt(position);
  }

  /** How far audio may be sent, so that no more than {@code windowTokens} deltas are due. */
  long windowEnd(int windowTokens) {
    return start
        + (long) (deltas() + windowTokens + clock.delayTokens() + 1) * Pcm.SAMPLES_PER_TOKEN;
  }

  /**
   * Audio up to {@code position} was given to the link. Gives how much of it was given before, to
   * an earlier link.
   */
  long sentTo(long position, long nowNanos) {
    boolean waited = isWaiting();
    long again = Math.max(0, Math.min(position, sentMost) - sent);
    sent = position;
    sentMost = Math.max(sentMost, position);
    hearing.sentTo(position);
    lateness.due(clock.due(sent - start), nowNanos);
    if (!waited) {
      waitingSinceNanos = nowNanos;
    }
    return again;
  }

  /** The link was told that the audio is complete. */
  void finished(long nowNanos) {
    finishing = true;
    finishedNanos = nowNanos;
    waitingSinceNanos = nowNanos;
  }

  /** The model wrote something, or nothing. */
  void delta(String piece, long nowNanos) {
    if (deltas() == 0 || !piece.isBlank()) {
      textNanos = nowNanos;
    }
    hearing.delta(piece);
    lateness.delta(nowNanos);
    blankness.delta(!piece.isBlank());
    untold |= !piece.isEmpty();
    waitingSinceNanos = nowNanos;
  }

  /** Whether more came back than the audio can have: what is counted and kept has a bound. */
  boolean isBeyondBounds() {
    return deltas() > clock.dueInAll(sent - start) + SURPLUS_DELTAS_MAX
        || hearing.length() > TEXT_CHARS_MAX;
  }

  /** Deltas that are due and have not come, as audio; 0 or more. */
  long lagNanos() {
    return clock.lagNanos(sent - start, deltas());
  }

  /** How late the engine was since this was last asked; negative: nothing was due. */
  long takeLatenessNanos(long nowNanos) {
    return lateness.takePeakNanos(nowNanos);
  }

  /** How long something has been due, or 0. */
  long waitingNanos(long nowNanos) {
    return isWaiting() ? nowNanos - waitingSinceNanos : 0;
  }

  /** How long the link has written nothing, of all that it hears. */
  long textlessNanos(long nowNanos) {
    return nowNanos - textNanos;
  }

  /** Whether all deltas came after the end, and only the final answer is missing. */
  boolean lacksOnlyDone() {
    return finishing && deltas() >= clock.dueInAll(sent - start);
  }

  /** Whether so few deltas came that an end would be that of another utterance. */
  boolean lacksMostDeltas() {
    return deltas() < clock.dueInAll(sent - start) / 2;
  }

  /** How far the audio was heard. */
  long heardTo() {
    return hearing.heardTo();
  }

  /**
   * The model reported an error over it. Gives how often by now; an endpoint that repeats itself
   * within 5 s counts once, for it may be dying.
   */
  int faulted(String endpoint, long nowNanos) {
    boolean again = endpoint.equals(faultedBy) && nowNanos - faultNanos < FAULT_APART_NANOS;
    if (!again) {
      faults++;
      faultedBy = endpoint;
      faultNanos = nowNanos;
    }
    return faults;
  }

  /** How far the audio is answered, if the model's own delay is no lateness. */
  long answeredTo() {
    return Math.min(sent, heardTo() + (long) clock.delayTokens() * Pcm.SAMPLES_PER_TOKEN);
  }

  /** Whether the link has written anything. */
  boolean hasText() {
    return hearing.length() > 0;
  }

  /** It is given to a model again because nothing was written over speech. */
  void replayedBlank() {
    blankReplays++;
  }

  int blankReplays() {
    return blankReplays;
  }

  /** Begins again from its start, on another link. */
  void restart(int newDelayTokens) {
    draft.restart(hearing);
    hearing = new Hearing(start);
    lateness = new Lateness();
    blankness.restart();
    clock = new DeltaClock(newDelayTokens);
    revision++;
    sent = start;
    finishing = false;
    untold = false;
  }

  /** What the caller should know now, if there is anything. */
  Optional<Reply.Segment> partial() {
    Optional<Telling> telling = draft.partial(hearing);
    if (telling.isPresent()) {
      untold = false;
      told = true;
    }
    return telling.map(t -> segment(false, t));
  }

  /** The end of it. */
  Reply.Segment done(String whole) {
    return segment(true, draft.done(hearing, whole, end));
  }

  /** The end of it, with the text that there is, when no model can hear it. */
  Reply.Segment givenUp() {
    return segment(true, draft.givenUp(hearing, end));
  }

  private Reply.Segment segment(boolean isFinal, Telling telling) {
    String text = telling.text();
    return new Reply.Segment(
        segmentId,
        draft.startsOver() ? revision : 0,
        isFinal,
        text,
        text.codePointCount(0, telling.committedChars()),
        start,
        telling.heardTo(),
        withWords ? words(telling) : List.of());
  }

  private static List<Reply.Word> words(Telling telling) {
    return telling.words().stream()
        .filter(w -> !w.text().isBlank())
        .map(w -> new Reply.Word(w.text().strip(), w.end()))
        .toList();
  }

  private boolean isWaiting() {
    return finishing || clock.due(sent - start) > deltas();
  }
}
