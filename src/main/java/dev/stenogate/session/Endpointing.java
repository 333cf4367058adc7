package dev.stenogate.session;

/**
 * Where speech is cut into utterances. All in samples at 16 kHz.
 *
 * @param silenceSamples how long a pause ends an utterance
 * @param maxSamples the longest utterance
 * @param voiceActivity false: everything is speech, and only {@code maxSamples} cuts
 */
public record Endpointing(long silenceSamples, long maxSamples, boolean voiceActivity) {
  /**
   * Audio kept before the first sound of an utterance, 300 ms: quiet onsets such as "f" and "h" lie
   * there.
   */
  static final long PRE_ROLL_SAMPLES = 4_800;

  /** In the last 5 s (or third) before {@code maxSamples} a short pause is enough to cut. */
  static final long SEARCH_SAMPLES = 80_000;

  /** That short pause, 160 ms: a breath or a comma. */
  static final long SHORT_PAUSE_SAMPLES = 2_560;

  /**
   * Where no pause came, the last second is held back from the model until the quietest point in it
   * is known. It costs one second of lag, once in {@code maxSamples} of speech without a breath.
   */
  static final long HOLD_SAMPLES = 16_000;
}
