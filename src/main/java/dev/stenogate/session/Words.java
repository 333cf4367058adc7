package dev.stenogate.session;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as words, each with the space before it, so that they concatenate to the text; and how two
 * texts of the same audio lie on one another.
 */
final class Words {
  private static final int SAMPLES_PER_EDIT = 8_000;

  private Words() {}

  /**
   * The words; the last one may still grow. Scripts that set no spaces have a word for each of
   * their letters.
   */
  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    boolean spelled = false; // The word has more than space.
    boolean alone = false; // It is a letter that is a word.
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int letter = text.codePointAt(i);
      boolean space = Character.isWhitespace(letter);
      boolean begins = space || isWord(letter) || (alone && Character.isLetterOrDigit(letter));
      if (spelled && begins) {
        words.add(text.substring(start, i));
        start = i;
        spelled = false;
      }
      spelled |= !space;
      alone = isWord(letter) || (alone && !begins);
    }
    String rest = text.substring(start);
    if (!rest.isBlank() || words.isEmpty()) {
      words.add(rest);
    } else {
      words.set(words.size() - 1, words.getLast() + rest); // Space at the end is no word.
    }
    return text.isEmpty() ? List.of() : words;
  }

  private static boolean isWord(int letter) {
    UnicodeScript script = UnicodeScript.of(letter);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA;
  }

  /**
   * How many words at the head of {@code other} say what all of {@code said} say: those that end at
   * the most similar time, and need the fewest insertions, deletions and substitutions. Words alone
   * mislead where a link swallowed some, time alone where engines date the same word differently.
   * Of equals the one that ends in the same word, and then the one of the most similar length.
   */
  static int covered(List<DatedWord> said, List<DatedWord> other) {
    if (said.isEmpty() || other.isEmpty()) {
      return 0;
    }
    int[] edits = distances(plain(said), plain(other));
    int best = 0;
    double bestCost = edits[0] + lateness(said, other.getFirst());
    for (int n = 1; n <= other.size(); n++) {
      double cost = edits[n] + lateness(said, other.get(n - 1));
      if (cost < bestCost || (cost == bestCost && isCloser(n, best, said, other))) {
        best = n;
        bestCost = cost;
      }
    }
    return best;
  }

  /** How far a word is from the last one that was said, in edits: half a second weighs one. */
  private static double lateness(List<DatedWord> said, DatedWord word) {
    return (double) Math.abs(word.end() - said.getLast().end()) / SAMPLES_PER_EDIT;
  }

  private static boolean isCloser(int n, int best, List<DatedWord> said, List<DatedWord> other) {
    String last = plain(said.getLast().text());
    boolean same = plain(other.get(n - 1).text()).equals(last);
    boolean bestSame = best > 0 && plain(other.get(best - 1).text()).equals(last);
    return same == bestSame ? Math.abs(n - said.size()) < Math.abs(best - said.size()) : same;
  }

  /** Edit distances between all of {@code said} and each head of {@code other}. */
  private static int[] distances(List<String> said, List<String> other) {
    int[] row = new int[other.size() + 1];
    for (int n = 0; n <= other.size(); n++) {
      row[n] = n;
    }
    for (int s = 1; s <= said.size(); s++) {
      int diagonal = row[0];
      row[0] = s;
      for (int n = 1; n <= other.size(); n++) {
        int kept = diagonal + (said.get(s - 1).equals(other.get(n - 1)) ? 0 : 1);
        diagonal = row[n];
        row[n] = Math.min(kept, 1 + Math.min(row[n], row[n - 1]));
      }
    }
    return row;
  }

  private static List<String> plain(List<DatedWord> words) {
    return words.stream().map(word -> plain(word.text())).toList();
  }

  /** Letters and digits only: another link may hear the same word with another comma. */
  private static String plain(String word) {
    StringBuilder letters = new StringBuilder(word.length());
    word.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
    return letters.toString().toLowerCase(Locale.ROOT);
  }
}
