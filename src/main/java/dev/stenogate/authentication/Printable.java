package dev.stenogate.authentication;

/** What others wrote, fit for messages and logs. */
final class Printable {
  /** Of one value in a message. */
  private static final int VALUE_CHARS_MAX = 100;

  /** Of a credential's name. */
  private static final int ID_CHARS_MAX = 200;

  private Printable() {}

  /** In quotes, or {@code none}. */
  static String quoted(Object value) {
    return value == null ? "none" : "'" + cut(value.toString(), VALUE_CHARS_MAX) + "'";
  }

  /** For {@code Credential.id}. */
  static String id(String text) {
    return cut(text, ID_CHARS_MAX);
  }

  private static String cut(String text, int charsMax) {
    int end = Math.min(text.length(), charsMax);
    StringBuilder clean = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      clean.append(isPlain(text.charAt(i)) ? text.charAt(i) : '?');
    }
    return clean.toString();
  }

  /** No line breaks, escapes, or marks that turn the direction of what follows. */
  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
