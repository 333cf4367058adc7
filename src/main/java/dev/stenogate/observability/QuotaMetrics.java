package dev.stenogate.observability;

import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.QuotaObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What limits do, by tenant and limit. */
public final class QuotaMetrics implements QuotaObserver {
  /** So many tenants have names of their own here; the rest are one. */
  static final int TENANTS_MAX = 200;

  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Counter lost;
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  public QuotaMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.lost = registry.counter("stenogate.quota.sync.lost");
  }

  @Override
  public void refused(String tenant, Limit limit) {
    count("stenogate.quota.refused", tenant, limit);
  }

  @Override
  public void wouldRefuse(String tenant, Limit limit) {
    count("stenogate.quota.would.refuse", tenant, limit);
  }

  @Override
  public void softPassed(String tenant, Limit limit) {
    count("stenogate.quota.soft.passed", tenant, limit);
  }

  @Override
  public void lost() {
    lost.increment();
  }

  private void count(String name, String tenant, Limit limit) {
    registry.counter(name, "tenant", label(tenant), "limit", limit.label()).increment();
  }

  /** A few more than the bound may slip in where several come at once. */
  private String label(String tenant) {
    return named.contains(tenant) || (named.size() < TENANTS_MAX && named.add(tenant))
        ? tenant
        : OTHER;
  }
}
