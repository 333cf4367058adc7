package dev.stenogate.localstack.recogniser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which words of a stretch are certain while it is still open and decoded again and again: those
 * that two consecutive decodes agree on, but not the last words, which the next syllable can
 * change. Words once given stay; what a later decode makes of them is ignored.
 */
final class Agreement {
  /** Words at the end of a decode that are never certain: it writes what may be half a word. */
  private static final int WORDS_OPEN = 2;

  private List<String> previous = List.of();
  private final List<String> given = new ArrayList<>();

  /**
   * The words that a further decode of the open stretch makes certain.
   *
   * @param isPause the speaker has paused, so that the last words are whole
   */
  List<String> decoded(List<String> words, boolean isPause) {
    int most = Math.min(words.size() - (isPause ? 0 : WORDS_OPEN), previous.size());
    int agreed = 0;
    while (agreed < most && bare(words.get(agreed)).equals(bare(previous.get(agreed)))) {
      agreed++;
    }
    previous = words;
    if (agreed <= given.size()) {
      return List.of();
    }
    List<String> certain = List.copyOf(words.subList(given.size(), agreed));
    given.addAll(certain);
    return certain;
  }

  /** Words of the open stretch that were given. */
  int givenWords() {
    return given.size();
  }

  /**
   * The words that the last decode adds; the next stretch begins empty. Where the decode has
   * changed its mind about words that were given, it goes on after the place that fits them best.
   */
  List<String> closed(List<String> words) {
    List<String> rest = List.copyOf(words.subList(after(words), words.size()));
    previous = List.of();
    given.clear();
    return rest;
  }

  /** How many of the words are what was given already: the prefix of the least edit distance. */
  private int after(List<String> words) {
    int[] row = new int[words.size() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= given.size(); i++) {
      int[] next = new int[row.length];
      next[0] = i;
      for (int j = 1; j < row.length; j++) {
        int same = bare(given.get(i - 1)).equals(bare(words.get(j - 1))) ? 0 : 1;
        next[j] = Math.min(row[j - 1] + same, 1 + Math.min(row[j], next[j - 1]));
      }
      row = next;
    }
    int best = Math.min(given.size(), words.size());
    for (int j = 0; j < row.length; j++) {
      if (row[j] < row[best]) {
        best = j;
      }
    }
    return best;
  }

  /** Case and punctuation change from decode to decode; the word is the same. */
  private static String bare(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
