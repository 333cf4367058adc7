package dev.stenogate.redaction;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Speech as a model may write it, with numbers and addresses in it, right ones and nearly right
 * ones.
 */
public final class PlantedText {
  private static final List<String> WORDS =
      List.of(
          "the",
          "so",
          "call",
          "me",
          "stone",
          "someone",
          "fourteen",
          "my",
          "card",
          "is",
          "in 2024",
          "at 7.30",
          "o'clock",
          "a",
          "B",
          "x",
          "of",
          "plus",
          "oh",
          "one",
          "four",
          "seventy",
          "at",
          "dot",
          "com",
          "25, 30",
          "1,000,000",
          "23.11.2026",
          "naïve",
          "Straße",
          "我的电话是",
          "@",
          "+",
          "(",
          "no.",
          "zebra",
          "yes",
          "and",
          "£3.50",
          "A4",
          "90s",
          "…",
          "half-",
          "two-thirds",
          "𝄞");
  private static final List<String> SEEDS =
      List.of(
          "4111111111111111",
          "5500000000000004",
          "378282246310005",
          "6011000990139424",
          "4222222222222",
          "6304000000000000",
          "4026540000000000001",
          "4111111111111112",
          "02079460958",
          "2125550123",
          "12125550123",
          "0612345678",
          "03012345678",
          "612345678",
          "13912345678",
          "00442079460958",
          "9876543210",
          "123456789",
          "856452390",
          "078051120",
          "86095742719",
          "47036892816",
          "65929970489",
          "86095742718",
          "255081416802538",
          "184127645108946",
          "12345678",
          "5512",
          "8",
          "31415926535897932384626433");
  private static final List<String> OTHERS =
      List.of(
          "+442079460958",
          "+12125550123",
          "+44 (0)20 7946 0958",
          "(212) 555-0123",
          "+4989123456",
          "plus four four two oh seven nine four six oh nine five eight",
          "bob@example.com",
          "bob.smith+news@mail.example.co.uk",
          "müller@web.de",
          "x_1@a-b.org",
          "no@where",
          "a@b.c",
          "12345678Z",
          "12345678-Z",
          "X1234567L",
          "y 123 45 67 x",
          "Z7654321B",
          "12345678A",
          "AB123456C",
          "AB 12 34 56 C",
          "OH 12 34 56 D",
          "QQ123456C",
          "ab-12-34-56-a",
          "2 55 08 2A 168 025 09",
          "155082B168025 36",
          "Bob@Example.COM",
          "٤١١١١١١١١١١١١١١١",
          "tel.0612345678",
          "12345678Zebra",
          "xAB123456C",
          "Xone two three four five six seven L",
          "X one two three four five six seven L");
  private static final List<String> GAPS =
      List.of("", "", "", " ", " ", "-", ".", ", ", " - ", "\u00A0", "/", "...", "    ");
  private static final String[] DIGITS = {
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"
  };

  private PlantedText() {}

  /** So many pieces. */
  public static String of(RandomGenerator chance, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(chance.nextInt(12) == 0 ? "" : " ").append(piece(chance));
      text.append(List.of("", "", "", "", ",", ".", "?").get(chance.nextInt(7)));
    }
    return text.toString();
  }

  /** The same with some changes, as another model would hear it. */
  public static String heardAgain(RandomGenerator chance, String text) {
    StringBuilder again = new StringBuilder(text);
    for (int n = chance.nextInt(4); n > 0 && !again.isEmpty(); n--) {
      int at = chance.nextInt(again.length());
      if (Character.isSurrogate(again.charAt(at))) {
        continue; // No model writes half a letter.
      }
      switch (chance.nextInt(4)) {
        case 0 -> again.deleteCharAt(at);
        case 1 -> again.insert(at, chance.nextInt(10));
        case 2 -> again.setCharAt(at, (char) ('0' + chance.nextInt(10)));
        default -> again.insert(at, " " + piece(chance));
      }
    }
    return again.toString();
  }

  private static String piece(RandomGenerator chance) {
    return switch (chance.nextInt(10)) {
      case 0, 1, 2, 3 -> pick(chance, WORDS);
      case 4 -> pick(chance, OTHERS);
      case 5 -> inWords(chance, pick(chance, SEEDS));
      case 6 -> luhn(chance);
      default -> grouped(chance, pick(chance, SEEDS));
    };
  }

  private static String pick(RandomGenerator chance, List<String> list) {
    return list.get(chance.nextInt(list.size()));
  }

  /** The digits in groups, as they are spoken. */
  private static String grouped(RandomGenerator chance, String digits) {
    String gap = pick(chance, GAPS);
    int group = 1 + chance.nextInt(5);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      boolean apart = i > 0 && i % group == 0;
      text.append(apart ? gap : "").append(digits.charAt(i));
    }
    return text.toString();
  }

  private static String inWords(RandomGenerator chance, String digits) {
    String gap = List.of(" ", " ", ", ", "-").get(chance.nextInt(4));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      String word = chance.nextInt(8) == 0 ? "" + digit : DIGITS[digit - '0'];
      text.append(text.isEmpty() ? "" : gap).append(word);
    }
    return chance.nextBoolean() ? text.toString() : text.toString().toUpperCase(Locale.ROOT);
  }

  private static String luhn(RandomGenerator chance) {
    StringBuilder digits = new StringBuilder().append(2 + chance.nextInt(5));
    int length = 13 + chance.nextInt(7);
    while (digits.length() < length - 1) {
      digits.append(chance.nextInt(10));
    }
    for (int check = 0; check < 10; check++) {
      if (Numbers.isCard(Symbols.of(digits.toString() + check))) {
        return grouped(chance, digits.toString() + check);
      }
    }
    throw new IllegalStateException();
  }
}
