package dev.stenogate.localstack.recogniser;

/**
 * One piece of text that a recogniser is certain of.
 *
 * @param text as it is written, with the space that goes before it; not empty
 * @param endSamples where it ends, in samples of 16 kHz from the start of the utterance; never less
 *     than that of the word before it
 */
public record Word(String text, long endSamples) {
  /** Refuses an empty text and an end before the start. */
  public Word {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("text is empty (expected: at least one character)");
    }
    if (endSamples < 0) {
      throw new IllegalArgumentException("endSamples: " + endSamples + " (expected: 0 or more)");
    }
  }
}
