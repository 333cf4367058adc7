package dev.stenogate.redaction;

/** Which characters digits, letters and separators are. Of the basic plane only. */
final class Letters {
  /** Separators between two digits, at most. */
  static final int GAP_CHARS_MAX = 3;

  /** Stands where a segment ended in a mark: what follows is next to that mark. Separates. */
  static final char MARK_BEFORE = '\uFFFF';

  private static final String SEPARATORS =
      "-.,/()\u00B7\u2010\u2011\u2012\u2013\u2014\u2212" + MARK_BEFORE;

  private Letters() {}

  static boolean isDigit(char c) {
    return c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c);
  }

  /** Latin letters, with their combining accents: scripts without spaces have no short words. */
  static boolean isLetter(char c) {
    if (c < 0x80) {
      return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
    return (c < 0x250 && Character.isLetter(c))
        || (c >= 0x300 && c < 0x370)
        || (c >= 0x1E00 && c < 0x1F00);
  }

  static boolean isSeparator(char c) {
    return c == ' '
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || SEPARATORS.indexOf(c) >= 0;
  }
}
