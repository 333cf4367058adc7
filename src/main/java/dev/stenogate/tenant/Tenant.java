package dev.stenogate.tenant;

/**
 * Who calls.
 *
 * @param name the operator's name, unique
 * @param weight slots that it gets under contention, relative to other tenants; at least 1
 */
public record Tenant(String name, int weight) {
  /** The tenant of a call that no credential says more of. */
  public static final Tenant DEFAULT = new Tenant("default", 1);

  public Tenant {
    if (weight < 1) {
      throw new IllegalArgumentException("weight: %d (expected: at least 1)".formatted(weight));
    }
  }
}
