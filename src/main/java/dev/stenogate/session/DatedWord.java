package dev.stenogate.session;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A word of a segment.
 *
 * @param text with the space before it, as the model wrote it: words concatenate to the text
 * @param end where it ends, on the session clock
 */
record DatedWord(String text, long end) {
  static String join(List<DatedWord> words) {
    return words.stream().map(DatedWord::text).collect(Collectors.joining());
  }
}
