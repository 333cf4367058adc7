package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.upstream.DeltaClock;
import java.util.ArrayList;
import java.util.List;

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

  private final long segmentId;
  private final long start;
  private final boolean collectsWords;

  private DeltaClock clock;
  private long end = OPEN;
  private int revision;
  private long sent;
  private long sentMost; // over all revisions
  private boolean finishing;
  private long finishedNanos;
  private int deltas;
  private long waitingSinceNanos;
  private final StringBuilder text = new StringBuilder();
  private final List<WordStart> wordStarts = new ArrayList<>();
  private boolean told;
  private boolean untold;

  /** A word begins at this index of the text, in the delta of this number. */
  private record WordStart(int index, int delta) {}

  Utterance(long segmentId, long start, int delayTokens, boolean collectsWords) {
    this.segmentId = segmentId;
    this.start = start;
    this.sent = start;
    this.sentMost = start;
    this.clock = new DeltaClock(delayTokens);
    this.collectsWords = collectsWords;
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

  /** Whether there is text that the caller has not heard. */
  boolean hasNews() {
    return untold;
  }

  /** No audio at or behind this position belongs to it. */
  void endAt(long position) {
    end = position;
  }

  /** How far audio may be sent, so that no more than {@code windowTokens} deltas are due. */
  long windowEnd(int windowTokens) {
    return start + (long) (deltas + windowTokens + clock.delayTokens() + 1) * Pcm.SAMPLES_PER_TOKEN;
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
    if (!piece.isEmpty()) {
      if (collectsWords && (text.isEmpty() || Character.isWhitespace(piece.charAt(0)))) {
        wordStarts.add(new WordStart(text.length(), deltas));
      }
      text.append(piece);
      untold = true;
    }
    deltas++;
    waitingSinceNanos = nowNanos;
  }

  /** Whether more came back than the audio can have: what is counted and kept has a bound. */
  boolean isBeyondBounds() {
    return deltas > clock.dueInAll(sent - start) + SURPLUS_DELTAS_MAX
        || text.length() > TEXT_CHARS_MAX;
  }

  /** Deltas that are due and have not come, as audio; 0 or more. */
  long lagNanos() {
    return clock.lagNanos(sent - start, deltas);
  }

  /** How long something has been due, or 0. */
  long waitingNanos(long nowNanos) {
    return isWaiting() ? nowNanos - waitingSinceNanos : 0;
  }

  /** How far the audio was heard. */
  long heardTo() {
    return Math.min(sent, start + (long) deltas * Pcm.SAMPLES_PER_TOKEN);
  }

  /** Begins again from its start, on another link: what the lost one said does not count. */
  void restart(int newDelayTokens) {
    clock = new DeltaClock(newDelayTokens);
    revision++;
    sent = start;
    finishing = false;
    deltas = 0;
    text.setLength(0);
    wordStarts.clear();
    untold = false;
  }

  /** What the caller should know now. */
  Reply.Segment partial() {
    untold = false;
    told = true;
    return segment(false, text.toString(), heardTo());
  }

  /** The end of it. */
  Reply.Segment done(String whole) {
    return segment(true, whole, end);
  }

  private Reply.Segment segment(boolean isFinal, String said, long to) {
    int committed = said.codePointCount(0, said.length());
    return new Reply.Segment(
        segmentId, revision, isFinal, said, committed, start, to, words(said, to));
  }

  private List<Reply.Word> words(String said, long to) {
    List<Reply.Word> words = new ArrayList<>(wordStarts.size());
    for (int i = 0; i < wordStarts.size(); i++) {
      WordStart word = wordStarts.get(i);
      int until = i + 1 < wordStarts.size() ? wordStarts.get(i + 1).index() : said.length();
      if (until > said.length()) {
        break;
      }
      String spelled = said.substring(word.index(), until).strip();
      if (!spelled.isEmpty()) {
        words.add(new Reply.Word(spelled, wordEnd(word, to)));
      }
    }
    return words;
  }

  private long wordEnd(WordStart word, long to) {
    return Math.min(start + DeltaClock.wordEndSamples(word.delta(), sent - start), to);
  }

  private boolean isWaiting() {
    return finishing || clock.due(sent - start) > deltas;
  }
}
