package dev.stenogate.localstack.vllm;

import dev.stenogate.audio.Pcm;

/**
 * When vLLM Realtime has enough audio for the next delta: pure arithmetic, checked against
 * exchanges recorded from vLLM 0.17.
 *
 * <p>The model hears 32 tokens of silence, the audio, and after its end {@code delay + 11} tokens
 * of silence more; it writes its first token after {@code 33 + delay} of them and 40 samples.
 *
 * @param delayFrames the transcription delay in tokens of 80 ms; 6 for the usual 480 ms
 */
record FrameClock(int delayFrames) {
  private static final int PAD_LEFT_FRAMES = 32;
  private static final int TAIL_FRAMES = 11;
  private static final int MARGIN_SAMPLES = 40;

  /** Tokens that prime the model: {@code usage.prompt_tokens}. */
  int promptTokens() {
    return PAD_LEFT_FRAMES + 1 + delayFrames;
  }

  /**
   * Deltas that so much audio gives.
   *
   * @param samples of the utterance so far
   * @param ended no more will come
   */
  long frames(long samples, boolean ended) {
    long available =
        (samples > 0 ? frameSamples(PAD_LEFT_FRAMES) : 0)
            + samples
            + (ended ? frameSamples(delayFrames + TAIL_FRAMES) : 0);
    long first = frameSamples(promptTokens()) + MARGIN_SAMPLES;
    return available < first ? 0 : 1 + (available - first) / Pcm.SAMPLES_PER_TOKEN;
  }

  /** Whether delta {@code frame}, counted from 0, has the audio that it needs. */
  boolean isReady(long frame, long samples, boolean ended) {
    return frame < frames(samples, ended);
  }

  /** Tokens of the model's context that are used once delta {@code frame} is there. */
  long contextTokens(long frame) {
    return promptTokens() + frame + 1;
  }

  /**
   * Up to where in the audio the text of delta {@code frame} goes: a word that ends there is
   * written when the delay is over.
   */
  static long textSamples(long frame) {
    return (frame + 1) * Pcm.SAMPLES_PER_TOKEN;
  }

  private static long frameSamples(int frames) {
    return (long) frames * Pcm.SAMPLES_PER_TOKEN;
  }
}
