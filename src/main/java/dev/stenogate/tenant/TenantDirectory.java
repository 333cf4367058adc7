package dev.stenogate.tenant;

import java.util.function.Supplier;

/** The snapshot of tenants that holds now. Thread-safe. */
public final class TenantDirectory implements Supplier<Tenants> {
  private volatile Tenants tenants;

  public TenantDirectory(Tenants first) {
    tenants = first;
  }

  @Override
  public Tenants get() {
    return tenants;
  }

  /** From now on these hold. */
  public void swap(Tenants next) {
    tenants = next;
  }
}
