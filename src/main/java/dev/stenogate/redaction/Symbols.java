package dev.stenogate.redaction;

/**
 * What was read of a shape so far, without separators: digits as 0 to 9, letters as A to Z, plus.
 */
final class Symbols {
  private final char[] symbols;
  private int length;

  Symbols(int lengthMax) {
    symbols = new char[lengthMax];
  }

  /** The symbols of a text that has nothing else. */
  static Symbols of(String text) {
    Symbols symbols = new Symbols(text.length());
    text.chars().forEach(c -> symbols.add((char) c));
    return symbols;
  }

  void add(char symbol) {
    symbols[length++] = symbol;
  }

  int length() {
    return length;
  }

  char at(int index) {
    return symbols[index];
  }

  /** The value of the digit there. */
  int digit(int index) {
    return symbols[index] - '0';
  }

  /** The number that these digits write. */
  long number(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + digit(i);
    }
    return number;
  }
}
