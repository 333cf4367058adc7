package dev.stenogate.redaction;

/**
 * A text as far as it is known.
 *
 * @param ended whether nothing follows that belongs to it
 */
record Heard(String text, boolean ended) {
  int length() {
    return text.length();
  }

  char at(int index) {
    return text.charAt(index);
  }

  /** Whether the place lies within a run of digits or letters, as far as the text is known. */
  boolean isJoint(int index) {
    if (index <= 0 || index >= text.length()) {
      return false;
    }
    char before = text.charAt(index - 1);
    char behind = text.charAt(index);
    return (Letters.isDigit(before) && Letters.isDigit(behind))
        || (Letters.isLetter(before) && Letters.isLetter(behind));
  }

  /** Whether a place is the end of the text, and more may follow. */
  boolean isUnknown(int index) {
    return index >= text.length() && !ended;
  }
}
