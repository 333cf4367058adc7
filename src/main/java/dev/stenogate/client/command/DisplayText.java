package dev.stenogate.client.command;

/** Text as a terminal shows it: cells, not characters. */
final class DisplayText {
  private static final String CUT = "…";

  /** First and last code points that take two cells (Unicode's East Asian Width W and F). */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23EC},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x26BD, 0x26BE},
    {0x2705, 0x2705},
    {0x2728, 0x2728},
    {0x274C, 0x274C},
    {0x2753, 0x2757},
    {0x2795, 0x2797},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F19A},
    {0x1F200, 0x1F320},
    {0x1F32D, 0x1F64F},
    {0x1F680, 0x1F6FC},
    {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
  };

  private DisplayText() {}

  /**
   * One line of what a server sent: control characters, which could steer the terminal, and line
   * breaks become spaces; no white space around it.
   */
  static String line(String text) {
    var line = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  /** How many cells a text takes. */
  static int width(String text) {
    return text.codePoints().map(DisplayText::width).sum();
  }

  /** The end of a text, where the news is, in at most so many cells. */
  static String tail(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    var cells = width(CUT);
    var start = text.length();
    while (start > 0) {
      var codePoint = text.codePointBefore(start);
      if (cells + width(codePoint) > columns) {
        break;
      }
      cells += width(codePoint);
      start -= Character.charCount(codePoint);
    }
    while (start < text.length() && width(text.codePointAt(start)) == 0) {
      start += Character.charCount(text.codePointAt(start)); // Marks whose letter is cut off.
    }
    return CUT + text.substring(start);
  }

  private static int width(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    for (var range : WIDE) {
      if (codePoint <= range[1]) {
        return codePoint >= range[0];
      }
    }
    return false;
  }
}
