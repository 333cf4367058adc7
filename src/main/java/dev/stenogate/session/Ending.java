package dev.stenogate.session;

/**
 * How a session ended.
 *
 * @param detail for operators: what was seen and what was expected; never audio, text or secrets.
 *     Empty for {@link Outcome#COMPLETED}
 * @param told for the caller; the same, but where an endpoint failed: what that one said may name
 *     accounts, roles and addresses, and stays in the log
 * @param violation the field of the request that was wrong; for {@link Outcome#RESUME_REFUSED} and
 *     {@link Outcome#INVALID_REQUEST}
 * @param shortage what there was too little of; where a call got no slot, or none that serves
 */
public record Ending(
    Outcome outcome, String detail, String told, Violation violation, Shortage shortage) {
  /** The gateway goes; the caller can go on elsewhere. */
  public static final Ending DRAINED =
      new Ending(
          Outcome.DRAINED,
          "this gateway is going away (expected: another call, resumed where this one ended)");

  /** An ending that is no field's fault. */
  public Ending(Outcome outcome, String detail) {
    this(outcome, detail, detail, null, null);
  }

  /** One by an endpoint whose own words are not for the caller. */
  Ending(Outcome outcome, String detail, String told) {
    this(outcome, detail, told, null, null);
  }

  /** One by want of a slot. */
  public Ending(Outcome outcome, String detail, Shortage shortage) {
    this(outcome, detail, detail, null, shortage);
  }

  /** The same, where an endpoint's failure says nothing of its pool. */
  Ending inPool(String pool) {
    boolean lost = outcome == Outcome.UPSTREAM_LOST && shortage == null;
    return lost ? new Ending(outcome, detail, told, violation, new Shortage(pool, "", 0)) : this;
  }

  /**
   * Why a call got no slot, or none that serves.
   *
   * @param pool where
   * @param tenant whose limit it was; empty: nobody's
   * @param retryNanos when coming back may help; 0: not known
   */
  public record Shortage(String pool, String tenant, long retryNanos) {}

  /**
   * What was wrong with a request.
   *
   * @param reason stable, in capitals, for programs
   * @param field path of the field from the top of the request
   * @param description what was seen and what was expected
   */
  public record Violation(String reason, String field, String description) {}

  /** An ending by a resume token that cannot be used. */
  public static Ending resumeRefused(String reason, String description) {
    String field = "start.resume.token";
    return new Ending(
        Outcome.RESUME_REFUSED,
        field + ": " + description,
        field + ": " + description,
        new Violation(reason, field, description),
        null);
  }

  /** An ending by a wrong request. */
  public static Ending invalid(String reason, String field, String description) {
    return new Ending(
        Outcome.INVALID_REQUEST,
        field + ": " + description,
        field + ": " + description,
        new Violation(reason, field, description),
        null);
  }
}
