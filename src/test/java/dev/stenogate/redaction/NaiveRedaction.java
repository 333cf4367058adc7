package dev.stenogate.redaction;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules once more, from their description and by other means: regular expressions tried at
 * every place of a whole text, and the checks in the arithmetic of big numbers. Shares no code with
 * what it judges.
 */
public final class NaiveRedaction {
  /** Stands for any mark. */
  public static final String MARK = "\u25AE";

  private static final String LETTER =
      "[A-Za-z\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0300-\u036F\u1E00-\u1EFF]";
  private static final String GAP = "[\\s\\p{Z}.,/()\u00B7\u2010-\u2014\u2212\uFFFF-]{0,3}";
  private static final Pattern ONLY_GAP = Pattern.compile(GAP);
  private static final List<String> WORDS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
  private static final String DIGIT =
      "(?:\\p{Nd}|(?<!" + LETTER + ")(?:oh|" + String.join("|", WORDS) + ")(?!" + LETTER + "))";
  private static final String PLUS = "(?:\\+|(?<!" + LETTER + ")plus(?!" + LETTER + "))";

  /** Where any writing can begin: this only saves time. */
  private static final Pattern START =
      pattern(
          "[(+]|" + PLUS + "|" + DIGIT + "|[A-Za-z](?=" + GAP + "[A-Za-z]?" + GAP + DIGIT + ")");

  private static final Map<Character, Pattern> SYMBOLS =
      Map.of(
          '+', pattern("\\(?(?<symbol>" + PLUS + ")"),
          '(', pattern("\\(?(?<symbol>" + DIGIT + ")"),
          'l', pattern("(?<symbol>[A-Za-z])"),
          '0', pattern("(?<symbol>" + DIGIT + ")"),
          '9', pattern(GAP + "(?<symbol>" + DIGIT + ")"),
          'L', pattern(GAP + "(?<symbol>[A-Za-z])"),
          'C', pattern(GAP + "(?<symbol>" + DIGIT + "|[AaBb])"));
  private static final Pattern CLASH = Pattern.compile("\\p{Nd}\\p{Nd}|" + LETTER + LETTER);
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?:" + LETTER + "|[\\p{Nd}-])+\\.)+" + LETTER + "{2,}");
  private static final Pattern LOCAL =
      Pattern.compile("(?:" + LETTER + "|[\\p{Nd}.!#$%&'*+=?^_`{|}~-]){1,64}");

  /** A way to write a match: symbols, how many of them, and what they must be. */
  private record Writing(Rule rule, String places, int min, Predicate<String> is, Pattern head) {
    Writing(Rule rule, String places, int min, Predicate<String> is, String head) {
      this(rule, places, min, is, Pattern.compile(head));
    }
  }

  private static final List<Writing> WRITINGS =
      List.of(
          new Writing(Rule.CARD, "0" + "9".repeat(18), 13, NaiveRedaction::luhn, "[2-6]\\d*"),
          new Writing(
              Rule.PHONE,
              "+" + "9".repeat(15),
              8,
              s -> s.matches("\\+[1-9]\\d{6,14}"),
              "\\+[1-9]\\d*"),
          new Writing(
              Rule.PHONE,
              "(" + "9".repeat(16),
              9,
              s ->
                  s.matches(
                      "00[1-9]\\d{6,14}|0[1-9]\\d{7,10}|12\\d\\d[2-9]\\d{6}|1[3-9]\\d{9}"
                          + "|[2-9]\\d\\d[2-9]\\d{6}|[6-9]\\d{8,9}"),
              "00[1-9]\\d{0,13}|12\\d\\d[2-9]\\d{0,5}|1[3-9]\\d{0,8}|[2-5]\\d\\d[2-9]\\d{0,5}"),
          new Writing(
              Rule.US_SSN,
              "099999999",
              9,
              s -> s.matches("(?!000|666|9)\\d{3}(?!00)\\d{2}(?!0000)\\d{4}"),
              "-"),
          new Writing(Rule.UK_NINO, "lL999999L", 9, NaiveRedaction::nino, "-"),
          new Writing(Rule.ES_DNI, "09999999L", 9, NaiveRedaction::dni, "-"),
          new Writing(Rule.ES_DNI, "l9999999L", 9, NaiveRedaction::dni, "-"),
          new Writing(
              Rule.DE_STEUER_ID, "09999999999", 11, NaiveRedaction::steuerId, "[1-9]\\d{8,9}"),
          new Writing(
              Rule.FR_NIR,
              "099999C99999999",
              15,
              NaiveRedaction::nir,
              "[123478]\\d{4}(?:\\d\\d|2[AB])\\d{2,7}"));

  /** No match is longer: 19 words of 5 letters, each but the last with a gap. */
  private static final int MATCH_CHARS_MAX = 149;

  private NaiveRedaction() {}

  /** Whether any rule matches anything in the text. */
  public static boolean hasMatch(String text, Set<Rule> rules) {
    return !matches(text, 0, rules, false).isEmpty();
  }

  /**
   * What may be told of a complete text, with {@link #MARK} for each mark.
   *
   * @param before what was written before it
   */
  public static String redact(String before, String text, Set<Rule> rules) {
    String whole = before + text;
    List<int[]> matches =
        matches(whole, Math.max(0, before.length() - MATCH_CHARS_MAX), rules, true);
    StringBuilder told = new StringBuilder();
    int at = before.length();
    for (int[] match : matches) {
      if (match[1] > before.length()) {
        int mark = Math.max(match[0], before.length());
        while (match[0] < mark && Character.isWhitespace(whole.charAt(mark))) {
          mark++;
        }
        told.append(whole, at, mark).append(MARK);
        at = match[1];
      }
    }
    return told.append(whole.substring(at)).toString();
  }

  /** Start and end of all matches, overlapping ones merged, by place. */
  private static List<int[]> matches(String text, int from, Set<Rule> rules, boolean heads) {
    List<int[]> all = new ArrayList<>();
    List<Writing> writings = WRITINGS.stream().filter(w -> rules.contains(w.rule())).toList();
    Matcher place = START.matcher(text);
    place.useTransparentBounds(true).region(Math.min(from, text.length()), text.length());
    while (place.find()) {
      for (Writing writing : isClash(text, place.start()) ? List.<Writing>of() : writings) {
        find(text, place.start(), writing, heads, all);
      }
    }
    if (rules.contains(Rule.EMAIL)) {
      addresses(text, all);
    }
    all.sort(Comparator.comparingInt(match -> match[0]));
    List<int[]> merged = new ArrayList<>();
    for (int[] match : all) {
      if (merged.isEmpty() || match[0] >= merged.getLast()[1]) {
        merged.add(match);
      } else {
        merged.getLast()[1] = Math.max(merged.getLast()[1], match[1]);
      }
    }
    return merged;
  }

  private static void find(
      String text, int start, Writing writing, boolean heads, List<int[]> all) {
    StringBuilder read = new StringBuilder();
    int end = start;
    for (int place = 0; place < writing.places().length(); place++) {
      char kind = writing.places().charAt(place);
      Matcher symbol = SYMBOLS.get(kind).matcher(text);
      symbol.useTransparentBounds(true).region(end, text.length());
      if (!symbol.lookingAt()) {
        return;
      }
      end = symbol.end();
      read.append(value(symbol.group("symbol").toLowerCase(Locale.ROOT), kind));
      int n = read.length();
      boolean whole = n >= writing.min() && !isClash(text, end);
      boolean brokenOff = heads && n >= 9 && n < writing.places().length() && isEnd(text, end);
      if ((whole && writing.is().test(read.toString()))
          || (brokenOff && writing.head().matcher(read).matches())) {
        all.add(new int[] {start, end});
      }
    }
  }

  private static boolean isEnd(String text, int place) {
    return ONLY_GAP.matcher(text.substring(place)).matches();
  }

  private static void addresses(String text, List<int[]> all) {
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      for (int start = Math.max(0, at - 64); start < at; start++) {
        if (isClash(text, start) || !LOCAL.matcher(text.substring(start, at)).matches()) {
          continue;
        }
        for (int end = at + 2; end <= Math.min(text.length(), at + 65); end++) {
          if (!isClash(text, end) && ADDRESS.matcher(text.substring(at + 1, end)).matches()) {
            all.add(new int[] {start, end});
          }
        }
      }
    }
  }

  private static boolean isClash(String text, int place) {
    return place > 0
        && place < text.length()
        && CLASH.matcher(text.substring(place - 1, place + 1)).matches();
  }

  private static String value(String symbol, char place) {
    if (place == '+') {
      return "+";
    }
    if (symbol.length() > 1) {
      return Integer.toString(Math.max(0, WORDS.indexOf(symbol)));
    }
    int digit = Character.digit(symbol.charAt(0), 10);
    return digit < 0 ? symbol.toUpperCase(Locale.ROOT) : Integer.toString(digit);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static boolean luhn(String digits) {
    int sum = 0;
    String reversed = new StringBuilder(digits).reverse().toString();
    for (int i = 0; i < reversed.length(); i++) {
      int value = Integer.parseInt(reversed.substring(i, i + 1));
      sum += i % 2 == 0 ? value : List.of(0, 2, 4, 6, 8, 1, 3, 5, 7, 9).get(value);
    }
    return sum % 10 == 0 && digits.matches("[2-6].*");
  }

  private static boolean nino(String symbols) {
    return symbols.matches(
        "(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PR-TW-Z][ABCEGHJ-NPR-TW-Z]\\d{6}[A-D]");
  }

  private static boolean dni(String symbols) {
    String number = symbols.substring(0, 8).replace("X", "0").replace("Y", "1").replace("Z", "2");
    return symbols.matches("[XYZ\\d]\\d{7}[A-Z]")
        && "TRWAGMYFPDXBNJZSQVHLCKE".charAt(Integer.parseInt(number) % 23) == symbols.charAt(8);
  }

  private static boolean steuerId(String digits) {
    String head = digits.substring(0, 10);
    List<Long> counts =
        head.chars().distinct().mapToObj(d -> head.chars().filter(c -> c == d).count()).toList();
    long several = counts.stream().filter(count -> count > 1).count();
    boolean rare = counts.stream().allMatch(count -> count <= 3);
    int p = 10;
    for (char digit : digits.substring(0, 10).toCharArray()) {
      int s = (digit - '0' + p) % 10;
      p = (s == 0 ? 10 : s) * 2 % 11;
    }
    // Of the check digit and what is left, the sum is 1 modulo 10.
    return digits.charAt(0) != '0'
        && several == 1
        && rare
        && (digits.charAt(10) - '0' + p) % 10 == 1;
  }

  private static boolean nir(String symbols) {
    if (!symbols.matches(
        "[123478]\\d\\d(?:0[1-9]|1[012]|2\\d|3\\d|4[012]|[5-9]\\d)(?:\\d\\d|2[AB])\\d{8}")) {
      return false;
    }
    String number = symbols.substring(0, 13).replace("2A", "19").replace("2B", "18");
    BigInteger key = new BigInteger(symbols.substring(13));
    BigInteger sum = new BigInteger(number).add(key);
    return sum.mod(BigInteger.valueOf(97)).signum() == 0
        && key.compareTo(BigInteger.ONE) >= 0
        && key.compareTo(BigInteger.valueOf(97)) <= 0;
  }
}
