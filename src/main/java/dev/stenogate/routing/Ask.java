package dev.stenogate.routing;

import java.util.Set;

/**
 * A session's question for a slot.
 *
 * @param avoided endpoints that come last, because they just failed this call
 * @param excluded endpoints that do not come at all
 * @param again whether a link of this call failed and none served since: such asks are counted
 *     against the endpoint's {@link RetryBudget}, and go before those of new calls
 * @param heldBack share of the pool's slots that this call may not take, 0..1: they are for calls
 *     of a higher class
 */
public record Ask(
    Requirements requirements,
    Set<String> avoided,
    Set<String> excluded,
    boolean again,
    double heldBack) {
  /** One from whom nothing is held back. */
  public Ask(Requirements requirements, Set<String> avoided, Set<String> excluded, boolean again) {
    this(requirements, avoided, excluded, again, 0);
  }

  /** The first ask of a call. */
  public static Ask first(Requirements requirements) {
    return new Ask(requirements, Set.of(), Set.of(), false);
  }
}
