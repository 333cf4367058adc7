package dev.stenogate.localstack.recogniser;

import java.util.List;

/**
 * One utterance being recognised. Called from one thread; no method blocks.
 *
 * <p>Words are given when they are certain and never taken back, because a delta of vLLM Realtime
 * never is.
 */
public interface Recognition extends AutoCloseable {
  /**
   * Hears more.
   *
   * @param samples 16 kHz mono; the recognition owns the array from now on
   */
  void audio(short[] samples);

  /** No more audio will come: asks for the words that are still open. */
  void finish();

  /**
   * The words that became certain since the last call, in order.
   *
   * @throws IllegalStateException if recognition failed; the message says how
   */
  List<Word> takeWords();

  /**
   * How much of the audio has been listened to, in samples from the start of the utterance. What is
   * said before it may still be open.
   */
  long heardSamples();

  /**
   * True once {@link #finish} was called and the next {@link #takeWords} gives the last words, or
   * fails.
   */
  boolean isFinished();

  /** Gives the utterance up. Idempotent; progress is no longer told. */
  @Override
  void close();
}
