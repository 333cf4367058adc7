package dev.stenogate.localstack.recogniser;

/** What stands in for the model: turns the audio of utterances into words. Thread-safe. */
@FunctionalInterface
public interface Recogniser {
  /**
   * Begins an utterance; no context is carried over from another.
   *
   * @param progress run on any thread whenever the recognition may have more to say than the last
   *     time it was asked; must return at once
   */
  Recognition open(Runnable progress);
}
