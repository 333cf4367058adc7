package dev.stenogate.redaction;

import java.util.Set;

/** The arithmetic of card numbers and national ids. */
final class Numbers {
  /** A place of a {@link Spelled} that holds a digit. */
  static final String DIGIT = "9";

  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final Set<String> NINO_UNUSED = Set.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ");

  private Numbers() {}

  static boolean beginsCard(Symbols digits) {
    return digits.at(0) >= '2' && digits.at(0) <= '6';
  }

  /** The Luhn check. */
  static boolean isCard(Symbols digits) {
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int value = twice ? 2 * digits.digit(i) : digits.digit(i);
      sum += value / 10 + value % 10;
      twice = !twice;
    }
    return sum % 10 == 0;
  }

  static boolean isSsn(Symbols digits) {
    long area = digits.number(0, 3);
    return area != 0
        && area != 666
        && area < 900
        && digits.number(3, 5) != 0
        && digits.number(5, 9) != 0;
  }

  static boolean beginsNino(Symbols symbols) {
    if (symbols.length() > 2) {
      return true;
    }
    char first = symbols.at(0);
    if (symbols.length() == 1) {
      return "DFIQUV".indexOf(first) < 0;
    }
    char second = symbols.at(1);
    return "DFIQUVO".indexOf(second) < 0 && !NINO_UNUSED.contains("" + first + second);
  }

  static boolean isNino(Symbols symbols) {
    return symbols.at(8) <= 'D';
  }

  static boolean beginsNie(Symbols symbols) {
    return symbols.at(0) >= 'X';
  }

  /** The check letter; X, Y and Z of a NIE count as 0, 1 and 2. */
  static boolean isDni(Symbols symbols) {
    long head = symbols.at(0) >= 'X' ? (symbols.at(0) - 'X') * 10_000_000L : 0;
    long number = head + symbols.number(head > 0 || symbols.at(0) == 'X' ? 1 : 0, 8);
    return symbols.at(8) == DNI_LETTERS.charAt((int) (number % DNI_LETTERS.length()));
  }

  /**
   * ISO 7064 MOD 11,10; and of the first ten digits one stands there two or three times, the others
   * at most once.
   */
  static boolean isSteuerId(Symbols digits) {
    int[] counts = new int[10];
    int product = 10;
    for (int i = 0; i < 10; i++) {
      counts[digits.digit(i)]++;
      int sum = (digits.digit(i) + product) % 10;
      product = 2 * (sum == 0 ? 10 : sum) % 11;
    }
    int repeated = 0;
    int most = 0;
    for (int count : counts) {
      repeated += count > 1 ? 1 : 0;
      most = Math.max(most, count);
    }
    boolean checks = (11 - product) % 10 == digits.digit(10);
    return checks && repeated == 1 && most <= 3;
  }

  static boolean beginsNir(Symbols symbols) {
    char first = symbols.at(0);
    boolean sex =
        first == '1'
            || first == '2'
            || first == '3'
            || first == '4'
            || first == '7'
            || first == '8';
    boolean corsica = symbols.length() != 7 || symbols.at(6) <= '9' || symbols.at(5) == '2';
    return sex && corsica;
  }

  /** A month that is in use, and the key: 97 − number mod 97, with 2A as 19 and 2B as 18. */
  static boolean isNir(Symbols symbols) {
    long month = symbols.number(3, 5);
    boolean monthInUse = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
    long department =
        switch (symbols.at(6)) {
          case 'A' -> 19;
          case 'B' -> 18;
          default -> symbols.number(5, 7);
        };
    long number =
        symbols.number(0, 5) * 100_000_000L + department * 1_000_000L + symbols.number(7, 13);
    return monthInUse && 97 - number % 97 == symbols.number(13, 15);
  }
}
