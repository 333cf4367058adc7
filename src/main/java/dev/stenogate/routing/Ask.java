package dev.stenogate.routing;

import java.util.Set;

/**
 * A session's question for a slot.
 *
 * @param avoided endpoints that come last, because they just failed this call
 * @param excluded endpoints that do not come at all
 * @param again whether a link of this call failed and none served since: such asks are counted
 *     against the endpoint's {@link RetryBudget}
 */
public record Ask(
    Requirements requirements, Set<String> avoided, Set<String> excluded, boolean again) {
  /** The first ask of a call. */
  public static Ask first(Requirements requirements) {
    return new Ask(requirements, Set.of(), Set.of(), false);
  }
}
