package dev.stenogate.redaction;

import java.util.List;
import java.util.Locale;

/**
 * One symbol, read from a text.
 *
 * @param symbol 0 to 9, A to Z or plus
 * @param end behind it
 */
record Reading(char symbol, int end) {
  private static final List<String> DIGITS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

  private static final String OTHER_ZERO = "oh";
  private static final String PLUS = "plus";
  private static final int WORD_CHARS_MAX = 5;

  private static final Reading NOTHING = new Reading(' ', Shape.NONE);
  private static final Reading OPEN = new Reading(' ', Integer.MAX_VALUE);

  boolean isNothing() {
    return end == Shape.NONE;
  }

  /** Whether it depends on what follows the text. */
  boolean isOpen() {
    return end == Integer.MAX_VALUE;
  }

  /** Whether any symbol can begin with it. */
  static boolean mayBegin(char c) {
    return c == '+' || Letters.isDigit(c) || Letters.isLetter(c);
  }

  static int charsMax(char place) {
    return switch (place) {
      case 'L' -> 1;
      case '+' -> PLUS.length();
      default -> WORD_CHARS_MAX;
    };
  }

  /** Reads what the place allows. */
  static Reading of(Heard heard, int at, char place) {
    if (at >= heard.length()) {
      return heard.ended() ? NOTHING : OPEN;
    }
    char c = heard.at(at);
    return switch (place) {
      case 'L' -> letter(c, at);
      case '+' -> c == '+' ? new Reading(c, at + 1) : word(heard, at, place);
      case 'C' -> (c | 0x20) == 'a' || (c | 0x20) == 'b' ? letter(c, at) : digit(heard, at);
      default -> digit(heard, at);
    };
  }

  /** Where the next symbol must begin; {@link Shape#NONE}: too far away. */
  static int behindGap(Heard heard, int from) {
    int at = from;
    while (at < heard.length() && Letters.isSeparator(heard.at(at))) {
      at++;
      if (at - from > Letters.GAP_CHARS_MAX) {
        return Shape.NONE;
      }
    }
    return at;
  }

  private static Reading letter(char c, int at) {
    char upper = (char) (c & ~0x20);
    return upper >= 'A' && upper <= 'Z' && c < 0x80 ? new Reading(upper, at + 1) : NOTHING;
  }

  private static Reading digit(Heard heard, int at) {
    char c = heard.at(at);
    return Letters.isDigit(c)
        ? new Reading((char) ('0' + Character.digit(c, 10)), at + 1)
        : word(heard, at, '9');
  }

  /** A whole run of letters that says a digit, or plus. */
  private static Reading word(Heard heard, int at, char place) {
    if (!Letters.isLetter(heard.at(at)) || heard.isJoint(at)) {
      return NOTHING;
    }
    int end = at;
    while (end < heard.length() && Letters.isLetter(heard.at(end))) {
      end++;
      if (end - at > WORD_CHARS_MAX) {
        return NOTHING;
      }
    }
    String word = heard.text().substring(at, end).toLowerCase(Locale.ROOT);
    if (heard.isUnknown(end)) {
      return beginsWord(word, place) ? OPEN : NOTHING;
    }
    if (place == '+') {
      return word.equals(PLUS) ? new Reading('+', end) : NOTHING;
    }
    int value = word.equals(OTHER_ZERO) ? 0 : DIGITS.indexOf(word);
    return value < 0 ? NOTHING : new Reading((char) ('0' + value), end);
  }

  private static boolean beginsWord(String head, char place) {
    return place == '+'
        ? PLUS.startsWith(head)
        : OTHER_ZERO.startsWith(head) || DIGITS.stream().anyMatch(word -> word.startsWith(head));
  }
}
