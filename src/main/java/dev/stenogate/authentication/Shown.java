package dev.stenogate.authentication;

import java.util.ArrayList;
import java.util.List;

/** The credential in a call's headers. */
sealed interface Shown {
  /** There is none. */
  record Nothing() implements Shown {}

  record Key(String text) implements Shown {}

  record BearerToken(String text) implements Shown {}

  /**
   * The one that there is.
   *
   * @throws Denied when more than one came, or one by another scheme
   */
  static Shown in(Presented presented) {
    List<Shown> all = new ArrayList<>();
    presented.authorization().forEach(value -> all.add(authorization(value)));
    presented.apiKey().forEach(value -> all.add(new Key(value.strip())));
    List<Shown> different = all.stream().distinct().toList();
    if (different.size() > 1) {
      throw new Denied(
          Denial.CREDENTIALS_AMBIGUOUS,
          "%d different credentials in authorization and x-api-key (expected: one)"
              .formatted(different.size()),
          "");
    }
    return different.isEmpty() ? new Nothing() : different.getFirst();
  }

  private static Shown authorization(String value) {
    String stripped = value.strip();
    int space = stripped.indexOf(' ');
    String scheme = space < 0 ? stripped : stripped.substring(0, space);
    if (!scheme.equalsIgnoreCase("bearer")) {
      // What stands there without a scheme may be the secret itself.
      throw new Denied(
          Denial.CREDENTIALS_UNSUPPORTED,
          "authorization: %s (expected: Bearer, and a credential)"
              .formatted(space < 0 ? "no scheme" : "another scheme than Bearer"),
          "");
    }
    String credential = space < 0 ? "" : stripped.substring(space + 1).strip();
    return credential.startsWith(KeyText.PREFIX)
        ? new Key(credential)
        : new BearerToken(credential);
  }
}
