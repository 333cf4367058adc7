package dev.stenogate.redaction;

import java.util.function.Predicate;

/**
 * A sequence of digits and letters, with separators between them, that passes a check. What each
 * place holds is written as one character: {@code 9} a digit, {@code L} a letter, {@code C} a digit
 * or one of A and B, {@code +} a plus.
 *
 * @param lengthMin symbols of the shortest match
 * @param bracketed whether a bracket may stand before it
 * @param begins whether symbols can be the head of a match, or all of it
 * @param matches whether such a head is a match
 */
record Spelled(
    String places,
    int lengthMin,
    boolean bracketed,
    Predicate<Symbols> begins,
    Predicate<Symbols> matches)
    implements Shape {

  /** A segment that ends in so many symbols of what could go on as a match is told without them. */
  static final int HEAD_SYMBOLS_MIN = 9;

  /** One of a fixed length. */
  Spelled(String places, Predicate<Symbols> begins, Predicate<Symbols> matches) {
    this(places, places.length(), false, begins, matches);
  }

  static Spelled digits(
      int lengthMin, int lengthMax, Predicate<Symbols> begins, Predicate<Symbols> matches) {
    return new Spelled(Numbers.DIGIT.repeat(lengthMax), lengthMin, false, begins, matches);
  }

  static Spelled bracketed(
      String places, int lengthMin, Predicate<Symbols> begins, Predicate<Symbols> matches) {
    return new Spelled(places, lengthMin, true, begins, matches);
  }

  @Override
  public Look at(Heard heard, int start) {
    int from = bracketed && heard.at(start) == '(' ? start + 1 : start;
    if (heard.isJoint(start) || (from < heard.length() && !Reading.mayBegin(heard.at(from)))) {
      return NOTHING;
    }
    Symbols symbols = new Symbols(places.length());
    int best = NONE;
    int behind = from; // the last symbol
    int place = from; // of the next
    while (place != NONE && symbols.length() < places.length()) {
      Reading read = Reading.of(heard, place, places.charAt(symbols.length()));
      if (read.isOpen()) {
        return Look.undecided();
      }
      if (read.isNothing()) {
        boolean brokenOff = place == heard.length() && symbols.length() >= HEAD_SYMBOLS_MIN;
        return new Look(best, brokenOff ? behind : NONE, false);
      }
      symbols.add(read.symbol());
      if (!begins.test(symbols)) {
        return Look.matched(best);
      }
      behind = read.end();
      boolean match = symbols.length() >= lengthMin && matches.test(symbols);
      if (match && heard.isUnknown(behind)) {
        return Look.undecided(); // The run of digits or letters may go on.
      }
      if (match && !heard.isJoint(behind)) {
        best = behind;
      }
      place = Reading.behindGap(heard, behind);
    }
    return Look.matched(best);
  }

  @Override
  public int charsMax() {
    int chars = (bracketed ? 1 : 0) + (places.length() - 1) * Letters.GAP_CHARS_MAX;
    for (int i = 0; i < places.length(); i++) {
      chars += Reading.charsMax(places.charAt(i));
    }
    return chars;
  }
}
