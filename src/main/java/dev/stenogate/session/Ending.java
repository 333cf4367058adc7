package dev.stenogate.session;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.tenant.Tenant;

/**
 * How a session ended.
 *
 * @param detail for operators: what was seen and what was expected; never audio, text or secrets.
 *     Empty for {@link Outcome#COMPLETED}
 * @param told for the caller; the same, but where an endpoint failed: what that one said may name
 *     accounts, roles and addresses, and stays in the log
 * @param why what a program can make of it
 */
public record Ending(Outcome outcome, String detail, String told, Why why) {
  /** The gateway goes; the caller can go on elsewhere. */
  public static final Ending DRAINED =
      new Ending(
          Outcome.DRAINED,
          "this gateway is going away (expected: another call, resumed where this one ended)");

  /** What a program can make of an ending, beyond its outcome. */
  public sealed interface Why {}

  /** Nothing. */
  public record Plain() implements Why {}

  /**
   * What was wrong with a request.
   *
   * @param reason stable, in capitals, for programs
   * @param field path of the field from the top of the request
   * @param description what was seen and what was expected
   */
  public record Violation(String reason, String field, String description) implements Why {}

  /**
   * Why a call got no slot, or none that serves.
   *
   * @param retryNanos when coming back may help; 0: not known
   */
  public record Shortage(String pool, long retryNanos) implements Why {}

  /**
   * Which limit of a tenant was hit.
   *
   * @param value of the limit, in its own unit
   * @param pool where; empty: everywhere
   * @param retryNanos when coming back may help; 0: not known
   */
  public record Limited(String tenant, Limit limit, double value, String pool, long retryNanos)
      implements Why {}

  /**
   * Why a caller is not let in, or not any longer.
   *
   * @param reason stable, in capitals, for programs
   * @param retryNanos when coming back may help; 0: not known
   */
  public record Denied(String reason, long retryNanos) implements Why {}

  /** An ending that its outcome says all of. */
  public Ending(Outcome outcome, String detail) {
    this(outcome, detail, detail, new Plain());
  }

  /** One by an endpoint whose own words are not for the caller. */
  Ending(Outcome outcome, String detail, String told) {
    this(outcome, detail, told, new Plain());
  }

  public Ending(Outcome outcome, String detail, Why why) {
    this(outcome, detail, detail, why);
  }

  /** The same, where an endpoint's failure says nothing of its pool. */
  Ending inPool(String pool) {
    boolean lost = outcome == Outcome.UPSTREAM_LOST && why instanceof Plain;
    return lost ? new Ending(outcome, detail, told, new Shortage(pool, 0)) : this;
  }

  /** An ending by a resume token that cannot be used. */
  public static Ending resumeRefused(String reason, String description) {
    return violation(Outcome.RESUME_REFUSED, reason, "start.resume.token", description);
  }

  /** An ending by a wrong request. */
  public static Ending invalid(String reason, String field, String description) {
    return violation(Outcome.INVALID_REQUEST, reason, field, description);
  }

  /** An ending by a field that says what this caller may not. */
  public static Ending forbidden(String reason, String field, String description) {
    return violation(Outcome.PERMISSION_DENIED, reason, field, description);
  }

  /** An ending by a limit of the tenant. */
  public static Ending exceeded(Tenant tenant, Exceeded exceeded) {
    String detail =
        "tenant %s is at its limit %s: %s"
            .formatted(tenant.name(), exceeded.limit().label(), number(exceeded.value()));
    return new Ending(
        Outcome.TENANT_LIMIT,
        detail,
        new Limited(tenant.name(), exceeded.limit(), exceeded.value(), "", exceeded.retryNanos()));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static Ending violation(
      Outcome outcome, String reason, String field, String description) {
    return new Ending(
        outcome, field + ": " + description, new Violation(reason, field, description));
  }
}
