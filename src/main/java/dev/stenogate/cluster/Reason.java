package dev.stenogate.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why Redis could not be asked, as one short word or two for the log. */
final class Reason {
  /** What Redis's own errors begin with, such as {@code NOAUTH}. */
  private static final Pattern CODE = Pattern.compile("([A-Z]{3,20})( .*)?", Pattern.DOTALL);

  private Reason() {}

  /** Nothing else of the message: it may have lines, or an address with a password in it. */
  static String of(Throwable why) {
    if (why == null) {
      return "late";
    }
    String name = why.getClass().getName();
    Matcher code = CODE.matcher(String.valueOf(why.getMessage()));
    return code.matches() ? name + " " + code.group(1) : name;
  }
}
