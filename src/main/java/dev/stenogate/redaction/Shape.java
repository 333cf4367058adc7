package dev.stenogate.redaction;

/** A way to write something. Looks at one place of a text, and never further than its longest. */
sealed interface Shape permits Spelled, Address {
  /**
   * What begins at a place.
   *
   * @param end of the longest match that begins there, or {@link #NONE}
   * @param head end of a text that breaks off within what could be a match, or {@link #NONE}
   * @param open whether more text could still make or lengthen a match that begins there
   */
  record Look(int end, int head, boolean open) {
    static Look matched(int end) {
      return new Look(end, NONE, false);
    }

    static Look undecided() {
      return new Look(NONE, NONE, true);
    }
  }

  /** No match. */
  int NONE = -1;

  Look NOTHING = Look.matched(NONE);

  /** Looks at what begins at {@code start}, which is within the text. */
  Look at(Heard heard, int start);

  /** The longest match, in UTF-16 characters. */
  int charsMax();
}
