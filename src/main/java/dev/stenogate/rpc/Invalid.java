package dev.stenogate.rpc;

import dev.stenogate.session.Ending;

/**
 * A request that the API does not allow. Thrown and caught inside this package, on the way from a
 * message to its refusal.
 */
final class Invalid extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Ending ending;

  /**
   * @param reason stable, for programs
   * @param field path from the top of the request
   * @param description what was seen and what was expected
   */
  Invalid(String reason, String field, String description) {
    super(
        reason, null, false,
        false); // No stack trace: the caller's mistake, and on a hot path if it is an attack.
    this.ending = Ending.invalid(reason, field, description);
  }

  /** A refusal that is not about one field's value. */
  Invalid(Ending ending) {
    super(ending.detail(), null, false, false);
    this.ending = ending;
  }

  Ending ending() {
    return ending;
  }
}
