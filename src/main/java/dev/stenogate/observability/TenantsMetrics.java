package dev.stenogate.observability;

import dev.stenogate.tenant.Tenants;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts how the list of tenants changes. */
public final class TenantsMetrics {
  private final Counter reloaded;
  private final Counter failed;
  private final AtomicInteger current = new AtomicInteger(1);

  public TenantsMetrics(MeterRegistry registry, Supplier<Tenants> tenants) {
    this.reloaded = reloads(registry, "taken");
    this.failed = reloads(registry, "refused");
    Gauge.builder("stenogate.tenants", tenants, t -> t.get().byName().size())
        .description("Tenants that may call")
        .register(registry);
    Gauge.builder("stenogate.tenants.current", current, AtomicInteger::get)
        .description("1: what holds is what the files say; 0: they are wrong, or being read")
        .register(registry);
  }

  /** A new list holds. */
  public void reloaded() {
    reloaded.increment();
    current.set(1);
  }

  /** A new list was refused. */
  public void failed() {
    failed.increment();
    current.set(0);
  }

  /** Nothing new was found; whether what holds is what the files say. */
  public void current(boolean is) {
    current.set(is ? 1 : 0);
  }

  private static Counter reloads(MeterRegistry registry, String result) {
    return Counter.builder("stenogate.tenants.reloads")
        .description("New lists of tenants")
        .tag("result", result)
        .register(registry);
  }
}
