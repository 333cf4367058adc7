package dev.stenogate.localstack;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How far a transcript is from what was said, counted on lower-case words without punctuation.
 *
 * @param errors words to insert, delete or replace to get from one to the other, at least
 * @param words words in the reference
 */
public record WordErrorRate(int errors, int words) {
  /** What is not part of a word; an apostrophe inside one is. */
  private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{N}'\\s]+");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  /**
   * Compares the two by edit distance over words.
   *
   * @param reference what was said
   * @param hypothesis what was understood
   */
  public static WordErrorRate of(String reference, String hypothesis) {
    List<String> said = words(reference);
    List<String> heard = words(hypothesis);
    int[] previous = new int[heard.size() + 1];
    for (int j = 0; j < previous.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= said.size(); i++) {
      int[] current = new int[heard.size() + 1];
      current[0] = i;
      for (int j = 1; j < current.length; j++) {
        int replaced = previous[j - 1] + (said.get(i - 1).equals(heard.get(j - 1)) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return new WordErrorRate(previous[heard.size()], said.size());
  }

  /** The words of a text, lower-case, without punctuation. */
  public static List<String> words(String text) {
    String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    return bare.isEmpty() ? List.of() : SPACE.splitAsStream(bare).toList();
  }

  /** Both texts as one. */
  public WordErrorRate plus(WordErrorRate other) {
    return new WordErrorRate(errors + other.errors, words + other.words);
  }

  /** Errors per word of the reference: 0 is perfect, more than 1 is possible. */
  public double rate() {
    return words == 0 ? (errors == 0 ? 0 : 1) : (double) errors / words;
  }

  /** Errors of words and the rate in percent, for a test's output. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d of %d words, %.1f %%", errors, words, 100 * rate());
  }
}
