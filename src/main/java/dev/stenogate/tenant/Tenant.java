package dev.stenogate.tenant;

/**
 * Who calls, and what it may. Immutable; a running session keeps the one that it began with.
 *
 * @param name the operator's name, unique; 1 to 63 characters of [a-z0-9-]
 * @param weight slots that it gets under contention, relative to other tenants; at least 1
 * @param limits how much it may use
 * @param access what it may ask for
 */
public record Tenant(String name, int weight, TenantLimits limits, Access access) {
  /** The tenant of a call that no credential says more of. */
  public static final Tenant DEFAULT = new Tenant("default", 1);

  public Tenant {
    if (weight < 1) {
      throw new IllegalArgumentException("weight: %d (expected: at least 1)".formatted(weight));
    }
  }

  /** One without limits, that may ask for everything. */
  public Tenant(String name, int weight) {
    this(name, weight, TenantLimits.NONE, Access.EVERYTHING);
  }
}
