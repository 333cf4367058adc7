package dev.stenogate.redaction;

import static dev.stenogate.redaction.Numbers.DIGIT;

import java.util.List;

/**
 * What is recognised, each by itself. Where two rules match the same text, the longer match names
 * the mark, and of equals the first of this list.
 *
 * <p>Digits are decimal digits of any script, or the English words {@code zero}, {@code oh}, {@code
 * one} to {@code nine}; between two of them up to 3 separators may stand (see {@link Letters}). A
 * match neither begins nor ends within a run of digits or a run of letters.
 */
public enum Rule {
  /** 13 to 19 digits that begin with 2 to 6 and pass the Luhn check. */
  CARD("[card]", Spelled.digits(13, 19, Numbers::beginsCard, Numbers::isCard)),
  /** E.164 with {@code +} or {@code 00}, and the national writings of {@link PhoneNumbers}. */
  PHONE(
      "[phone]",
      Spelled.bracketed("+" + DIGIT.repeat(15), 8, PhoneNumbers::beginsInternational, s -> true),
      Spelled.bracketed(
          DIGIT.repeat(17), 9, PhoneNumbers::beginsNational, PhoneNumbers::isNational)),
  /** An e-mail address in its written form. */
  EMAIL("[email]", new Address()),
  /** United States social security number: 9 digits with an area, group and serial in use. */
  US_SSN("[id]", Spelled.digits(9, 9, s -> true, Numbers::isSsn)),
  /** United Kingdom national insurance number: two letters, 6 digits, A to D. */
  UK_NINO("[id]", new Spelled("LL" + DIGIT.repeat(6) + "L", Numbers::beginsNino, Numbers::isNino)),
  /** Spanish DNI (8 digits) and NIE (X, Y or Z and 7 digits), with their check letter. */
  ES_DNI(
      "[id]",
      new Spelled(DIGIT.repeat(8) + "L", s -> true, Numbers::isDni),
      new Spelled("L" + DIGIT.repeat(7) + "L", Numbers::beginsNie, Numbers::isDni)),
  /** German tax identification number: 11 digits with their check digit and their repetition. */
  DE_STEUER_ID("[id]", Spelled.digits(11, 11, s -> s.at(0) != '0', Numbers::isSteuerId)),
  /** French social security number: 15 digits, or with the A or B of Corsica, and their key. */
  FR_NIR(
      "[id]",
      new Spelled(DIGIT.repeat(6) + "C" + DIGIT.repeat(8), Numbers::beginsNir, Numbers::isNir));

  private final String mark;

  @SuppressWarnings("ImmutableEnumChecker") // An unmodifiable list of records.
  private final List<Shape> shapes;

  Rule(String mark, Shape... shapes) {
    this.mark = mark;
    this.shapes = List.of(shapes);
  }

  /** What stands in place of a match. No match of any rule can hold a bracket. */
  public String mark() {
    return mark;
  }

  /** The longest match, in UTF-16 characters. */
  public int charsMax() {
    return shapes.stream().mapToInt(Shape::charsMax).max().orElseThrow();
  }

  List<Shape> shapes() {
    return shapes;
  }
}
