package dev.stenogate.session;

import dev.stenogate.redaction.Redacted;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a redacted text. Words that a match lies in are one, which ends with the last of
 * them; the others stay. As before, words concatenate to the text.
 */
final class RedactedWords {
  private RedactedWords() {}

  /**
   * The words as far as they can be told.
   *
   * @param written those of the text before redaction
   */
  static List<DatedWord> of(Redacted redacted, List<DatedWord> written) {
    return upTo(redacted.told(), redacted, written);
  }

  /** The same, without a last word of which only a part can be told; a mark is no part. */
  static List<DatedWord> whole(Redacted redacted, List<DatedWord> written) {
    int told = redacted.told();
    if (told > 0 && redacted.isWithheld(told - 1)) {
      return of(redacted, written);
    }
    int end = 0;
    for (DatedWord word : written) {
      if (end + word.text().length() > told) {
        break;
      }
      end += word.text().length();
    }
    return upTo(end, redacted, written);
  }

  /** What of them lies behind so many characters. */
  static List<DatedWord> behind(int chars, List<DatedWord> words) {
    List<DatedWord> rest = new ArrayList<>();
    int begin = 0;
    for (DatedWord word : words) {
      int end = begin + word.text().length();
      if (end > chars) {
        rest.add(new DatedWord(word.text().substring(Math.max(0, chars - begin)), word.end()));
      }
      begin = end;
    }
    return rest;
  }

  private static List<DatedWord> upTo(int told, Redacted redacted, List<DatedWord> written) {
    List<DatedWord> words = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int begin = 0;
    for (DatedWord word : written) {
      if (begin >= told) {
        break;
      }
      int end = Math.min(begin + word.text().length(), told);
      text.append(redacted.text(begin, end));
      if (end == told || !redacted.isWithinMatch(end)) {
        add(words, text, word.end());
      }
      begin = end;
    }
    return words;
  }

  private static void add(List<DatedWord> words, StringBuilder text, long end) {
    if (!text.isEmpty()) {
      words.add(new DatedWord(text.toString(), end));
      text.setLength(0);
    }
  }
}
