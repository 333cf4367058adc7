package dev.stenogate.redaction;

/**
 * An e-mail address: at most 64 characters before the at sign and 64 behind it, labels with dots
 * between them, the last one of at least two letters.
 */
record Address() implements Shape {
  private static final int LOCAL_CHARS_MAX = 64;
  private static final int DOMAIN_CHARS_MAX = 64;
  private static final String LOCAL = ".!#$%&'*+-=?^_`{|}~";

  @Override
  public Look at(Heard heard, int start) {
    if (heard.isJoint(start)) {
      return NOTHING;
    }
    int at = start;
    while (at < heard.length() && isLocal(heard.at(at)) && at - start <= LOCAL_CHARS_MAX) {
      at++;
    }
    if (at == start || at - start > LOCAL_CHARS_MAX) {
      return NOTHING;
    }
    if (at == heard.length()) {
      return heard.ended() ? NOTHING : Look.undecided();
    }
    return heard.at(at) == '@' ? domain(heard, at + 1) : NOTHING;
  }

  @Override
  public int charsMax() {
    return LOCAL_CHARS_MAX + 1 + DOMAIN_CHARS_MAX;
  }

  private static Look domain(Heard heard, int from) {
    int best = NONE;
    int label = from; // where the present label begins
    boolean letters = true; // and whether it has nothing else
    for (int at = from; at - from <= DOMAIN_CHARS_MAX; at++) {
      boolean top = label > from && letters && at - label >= 2;
      if (at == heard.length()) {
        return heard.ended() ? Look.matched(top ? at : best) : Look.undecided();
      }
      if (top && !heard.isJoint(at)) {
        best = at;
      }
      char c = heard.at(at);
      if (c == '.' && at > label) {
        label = at + 1;
        letters = true;
      } else if (c == '-' || Letters.isDigit(c)) {
        letters = false;
      } else if (!Letters.isLetter(c)) {
        break;
      }
    }
    return Look.matched(best);
  }

  private static boolean isLocal(char c) {
    return Letters.isLetter(c) || Letters.isDigit(c) || LOCAL.indexOf(c) >= 0;
  }
}
