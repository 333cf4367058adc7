package dev.stenogate.admission;

import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;

/**
 * By what right a call gets a slot.
 *
 * @param maxWaitNanos how long it is willing to wait for one; 0: not at all
 */
public record Claim(Tenant tenant, Priority priority, long maxWaitNanos) {
  /** That of a call which asks for nothing in particular. */
  public static final Claim USUAL = new Claim(Tenant.DEFAULT, Priority.STANDARD, 0);
}
