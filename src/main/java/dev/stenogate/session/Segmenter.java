package dev.stenogate.session;

import dev.stenogate.audio.VoiceActivityDetector;
import java.util.Arrays;

/**
 * Cuts a stream of 20 ms frames into utterances. Pure: it sees 'speech or not' and a level for each
 * frame, and answers with a {@link Cut}.
 *
 * <pre>
 *            3 of 5 frames are speech                       pause, or quietest point before the maximum
 *   idle ───────────────────────────────▶ open(start) ──────────────────────────────────────────────▶ idle, or open again
 *            start = onset − pre-roll                       at the cut, if speech went on over it
 * </pre>
 *
 * <p>No sample is in two utterances, and none between an onset and the cut is in none.
 */
final class Segmenter {
  /** What a frame means for the utterances. */
  sealed interface Cut {
    /** Nothing new. */
    record None() implements Cut {}

    /**
     * An utterance begins at {@code start}, which may lie before this frame; {@code onset} is where
     * speech was heard.
     */
    record Begin(long start, long onset) implements Cut {}

    /**
     * The open utterance ends at {@code end}.
     *
     * @param speechEnd where speech was last heard in it
     */
    record End(long end, long speechEnd) implements Cut {}
  }

  private static final Cut NONE = new Cut.None();
  private static final long FRAME = VoiceActivityDetector.FRAME_SAMPLES;
  private static final int ONSET_WINDOW_FRAMES = 5;
  private static final int ONSET_SPEECH_FRAMES = 3;
  private static final int ONSET_MASK = (1 << ONSET_WINDOW_FRAMES) - 1;

  private static final int SMOOTHED_FRAMES = 5;

  private final Endpointing endpointing;
  private final long searchSamples;
  private final double[] levelsDb = new double[SMOOTHED_FRAMES];

  private long frames;
  private boolean open;
  private boolean cutInSpeech; // the next utterance begins where the last one ended
  private long start; // of the open utterance
  private long lastEnd; // of the utterance before
  private long position; // end of the last frame
  private long speechEnd; // end of the last frame with speech
  private int recent; // one bit a frame, newest lowest
  private long quietestAt;
  private double quietestDb;

  Segmenter(Endpointing endpointing, long firstSample) {
    this.endpointing = endpointing;
    this.searchSamples = Math.min(Endpointing.SEARCH_SAMPLES, endpointing.maxSamples() / 3);
    this.position = firstSample;
    this.lastEnd = firstSample;
    this.speechEnd = firstSample;
  }

  /**
   * Hears the next frame, which ends at {@code frameEnd}; usually 20 ms long, shorter at the end of
   * the audio.
   */
  Cut frame(long frameEnd, boolean speech, double levelDb) {
    position = frameEnd;
    levelsDb[(int) (frames++ % SMOOTHED_FRAMES)] = levelDb;
    boolean heard = speech || !endpointing.voiceActivity();
    recent = (recent << 1 | (heard ? 1 : 0)) & ONSET_MASK;
    if (heard) {
      speechEnd = frameEnd;
    }
    return open ? inUtterance() : idle();
  }

  /**
   * Ends the open utterance at the last frame, for a flush or the end of the audio. Where none is
   * open but the last frames held some speech, too little for an onset, {@link Cut.Begin} comes
   * first: ask again.
   */
  Cut drain() {
    if (open) {
      return end(position, false);
    }
    boolean left = recent != 0 || (cutInSpeech && position > lastEnd);
    return left ? begin() : NONE;
  }

  /**
   * How far the open utterance may be given to the model: the rest waits until the cut is known.
   */
  long feedLimit() {
    return Math.min(
        position, Math.max(start + endpointing.maxSamples() - Endpointing.HOLD_SAMPLES, start));
  }

  /** Audio before this position is in no future utterance, as long as none is open. */
  long settled() {
    if (cutInSpeech) {
      return lastEnd;
    }
    return Math.max(lastEnd, position - ONSET_WINDOW_FRAMES * FRAME - Endpointing.PRE_ROLL_SAMPLES);
  }

  private Cut idle() {
    boolean onset = Integer.bitCount(recent) >= ONSET_SPEECH_FRAMES;
    return onset || cutInSpeech || !endpointing.voiceActivity() ? begin() : NONE;
  }

  private Cut.Begin begin() {
    start = settled();
    open = true;
    quietestDb = Double.POSITIVE_INFINITY;
    return new Cut.Begin(start, Math.max(start, position - ONSET_WINDOW_FRAMES * FRAME));
  }

  private Cut inUtterance() {
    long pause = position - Math.max(speechEnd, start);
    if (pause >= endpointing.silenceSamples()) {
      return end(position, false);
    }
    long left = start + endpointing.maxSamples() - position;
    boolean searching = left < searchSamples && left > Endpointing.HOLD_SAMPLES;
    if (searching && pause >= Endpointing.SHORT_PAUSE_SAMPLES) {
      return end(position, true);
    }
    if (left < Endpointing.HOLD_SAMPLES - SMOOTHED_FRAMES * FRAME) {
      findQuietest();
    }
    return left <= 0 ? end(quietestAt, true) : NONE;
  }

  /**
   * Judges the middle of the last 100 ms: the closure of a single "p" is as quiet as a pause, but
   * shorter.
   */
  private void findQuietest() {
    double meanDb = Arrays.stream(levelsDb).sum() / SMOOTHED_FRAMES;
    if (meanDb <= quietestDb) {
      quietestDb = meanDb;
      quietestAt = position - SMOOTHED_FRAMES / 2 * FRAME;
    }
  }

  private Cut end(long at, boolean inSpeech) {
    open = false;
    lastEnd = at;
    cutInSpeech = inSpeech;
    if (!inSpeech) {
      recent = 0;
    }
    return new Cut.End(at, Math.clamp(speechEnd, start, at));
  }
}
