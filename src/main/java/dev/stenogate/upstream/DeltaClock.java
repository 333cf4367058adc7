package dev.stenogate.upstream;

import dev.stenogate.audio.Pcm;

/**
 * How many deltas a vLLM Realtime server owes for the audio of one utterance, and so how late it
 * is.
 *
 * <p>The server sends exactly one delta per token of 80 ms, mostly empty, and looks {@code D}
 * tokens ahead before it commits to one. Delta {@code k}, counted from 0, is due once {@code (D + 1
 * + k) × 1280 + 40} samples have arrived: its window of {@code D + 1} tokens, and the 40 samples by
 * which the first mel frame reaches beyond it. After the end of the utterance the server pads it
 * with silence, which flushes {@code D + 11} more, back to back. The counts hold to the sample for
 * vLLM 0.17 with Voxtral-Mini-4B-Realtime-2602.
 *
 * @param delayTokens the transcription delay D in tokens of 80 ms, 1..30; a setting of the server,
 *     6 (480 ms) unless the model's {@code tekken.json} was changed
 */
public record DeltaClock(int delayTokens) {
  /** The model's own delay of 480 ms. */
  public static final DeltaClock DEFAULT = new DeltaClock(6);

  /** Audio that one delta stands for, in nanoseconds: 80 ms. */
  public static final long DELTA_NANOS = Pcm.nanos(Pcm.SAMPLES_PER_TOKEN);

  private static final int DELAY_TOKENS_MAX = 30;
  private static final int LOOK_AHEAD_SAMPLES = 40;

  /** What the end of an utterance adds beyond the D deltas that were still looking ahead. */
  private static final int FLUSH_TOKENS = 11;

  public DeltaClock {
    if (delayTokens < 1 || delayTokens > DELAY_TOKENS_MAX) {
      throw new IllegalArgumentException(
          "delayTokens: %d (expected: 1..%d)".formatted(delayTokens, DELAY_TOKENS_MAX));
    }
  }

  /**
   * Deltas due while the utterance is open.
   *
   * @param samples samples sent since its begin, 0 or more
   */
  public long due(long samples) {
    return Math.max(0, wholeTokens(samples) - delayTokens);
  }

  /**
   * Deltas due in all once the utterance was finished, those before its end included; then comes
   * {@link Signal.Done}. The delay plays no part: what it holds back, the flush brings. An
   * utterance without a single sample gets one delta.
   *
   * @param samples samples of the whole utterance, 0 or more
   */
  public long dueInAll(long samples) {
    return samples == 0 ? 1 : FLUSH_TOKENS + wholeTokens(samples);
  }

  /**
   * How late the text of an open utterance is, in nanoseconds: 80 ms for each delta that is due and
   * has not come; never negative. A healthy server stays below 250 ms. Measures the engine and the
   * way to it, not the delay D, which every text has.
   *
   * <p>After the finish it goes to zero while the flush goes on; how long that takes is a property
   * of the engine's step, not lateness.
   */
  public long lagNanos(long samples, long deltasReceived) {
    return Math.max(0, due(samples) - deltasReceived) * DELTA_NANOS;
  }

  /**
   * Where the word in a delta ended, in samples from the begin of its utterance, to about one
   * token. The model writes a word that ends at {@code t} when it has heard {@code t + D × 80 ms};
   * delta {@code k} is written when {@code (D + 1 + k) × 80 ms} have been heard; so it ended at
   * {@code (k + 1) × 80 ms}, whatever D is. The flush writes deltas for padding after the last
   * sample: nothing can have ended later than the audio did.
   *
   * @param delta the delta's index in its utterance, from 0
   * @param samples samples of the utterance sent so far
   */
  public static long wordEndSamples(long delta, long samples) {
    return Math.min((delta + 1) * Pcm.SAMPLES_PER_TOKEN, samples);
  }

  /** Tokens that are heard to their end; −1 before the very first samples count. */
  private static long wholeTokens(long samples) {
    return Math.floorDiv(samples - LOOK_AHEAD_SAMPLES, (long) Pcm.SAMPLES_PER_TOKEN);
  }
}
