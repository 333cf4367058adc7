package dev.stenogate.redaction;

/**
 * Which digits are a telephone number.
 *
 * <pre>
 *   + 1-9 …              7 to 15 digits        E.164
 *   00 1-9 …             7 to 15 behind 00     the same, as dialled
 *   0 1-9 …              9 to 12               with a trunk prefix: Britain, France, Germany, …
 *   1 2-9 .. 2-9 …       11                    North America, with its 1
 *   2-9 .. 2-9 …         10                    North America
 *   1 3-9 …              11                    China
 *   6-9 …                9 or 10               Spain, Portugal, India, …
 * </pre>
 */
final class PhoneNumbers {
  private PhoneNumbers() {}

  /** Whether plus and digits can be the head of a number; the shape counts them. */
  static boolean beginsInternational(Symbols symbols) {
    return symbols.length() < 2 || symbols.at(1) != '0';
  }

  /** Whether the digits can be the head of a number without a plus, or all of it. */
  static boolean beginsNational(Symbols digits) {
    int length = digits.length();
    return switch (digits.at(0)) {
      case '0' -> isDialled(digits) ? length < 3 || digits.at(2) != '0' : length <= 12;
      case '1' -> length <= 11 && beginsWithOne(digits);
      case '2', '3', '4', '5' -> length <= 10 && (length < 4 || digits.at(3) >= '2');
      default -> length <= 10;
    };
  }

  /** Whether the head of a number, of 9 or more digits, is all of it. */
  static boolean isNational(Symbols digits) {
    return switch (digits.at(0)) {
      case '0' -> true;
      case '1' -> digits.length() == 11;
      case '2', '3', '4', '5' -> digits.length() == 10;
      default -> true;
    };
  }

  private static boolean isDialled(Symbols digits) {
    return digits.length() > 1 && digits.at(1) == '0';
  }

  private static boolean beginsWithOne(Symbols digits) {
    int length = digits.length();
    return length < 2
        || digits.at(1) >= '3'
        || (digits.at(1) == '2' && (length < 5 || digits.at(4) >= '2'));
  }
}
