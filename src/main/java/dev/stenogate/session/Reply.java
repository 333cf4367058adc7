package dev.stenogate.session;

import java.util.List;
import java.util.OptionalLong;

/** What a session says to its caller. Positions are in samples at 16 kHz on the session clock. */
public sealed interface Reply {
  /**
   * The call waits for a slot. Only before {@link Started}.
   *
   * @param position how many calls go first
   * @param waitNanos estimated; empty: not known
   */
  record Queued(int position, OptionalLong waitNanos) implements Reply {}

  /**
   * A model listens.
   *
   * @param endpoint the operator's name of the endpoint
   */
  record Started(String endpoint, String model) implements Reply {}

  /**
   * Text of a segment.
   *
   * @param committedLength how much of {@code text} is committed, in code points
   * @param start where the segment's audio begins
   * @param end where it ends, or how far it was heard
   * @param words empty where they were not asked for
   */
  record Segment(
      long segmentId,
      int revision,
      boolean isFinal,
      String text,
      int committedLength,
      long start,
      long end,
      List<Word> words)
      implements Reply {}

  /**
   * A word of a segment.
   *
   * @param end where it ends
   */
  record Word(String text, long end) {}

  /** Speech began or ended at {@code position}. */
  record SpeechEvent(boolean started, long position) implements Reply {}

  /**
   * How far the session is.
   *
   * @param lagNanos how late the text is
   */
  record Progress(long received, long transcribed, long settled, long lagNanos) implements Reply {}

  /** A flush is done. */
  record Flushed(String id) implements Reply {}

  /** Worth knowing. */
  record Notice(Code code, String text) implements Reply {
    /** What about. */
    public enum Code {
      /** The link was lost, another serves. */
      ENDPOINT_CHANGED,
      /** The link was renewed between two segments. */
      LINK_ROLLED,
      /** The link did not do what it must, another serves. */
      STALL_RECOVERED,
      /** Audio could not be transcribed. */
      AUDIO_GAP,
      /** Nothing serves at the moment. */
      WAITING_FOR_ENDPOINT,
      /** The caller sends more than its tenant may, and waits. */
      RATE_LIMITED,
      /** The session comes to its longest. */
      SESSION_ENDING
    }
  }

  /**
   * This gateway will end the call.
   *
   * @param nextSegmentId of the session that goes on elsewhere
   * @param settled where it goes on
   */
  record GoAway(long leftNanos, long nextSegmentId, long settled) implements Reply {}

  /** All is final. */
  record Completed(Usage usage) implements Reply {}

  /**
   * Audio of one call, in samples.
   *
   * @param received from the caller
   * @param transcribed given to models, without repetitions
   * @param replayed given to models again after a failure
   * @param dropped received, and not final when the call ended: given up, or cut off by the end
   * @param finalTo position on the session clock up to which all is final
   * @param segments final ones
   */
  record Usage(
      long received, long transcribed, long replayed, long dropped, long finalTo, long segments) {}
}
