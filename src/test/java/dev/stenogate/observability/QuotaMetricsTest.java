package dev.stenogate.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Exceeded.Limit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class QuotaMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final QuotaMetrics metrics = new QuotaMetrics(registry);

  @Test
  void whatLimitsDoIsCountedByTenantAndLimit() {
    metrics.refused("acme", Limit.STARTS);
    metrics.refused("acme", Limit.STARTS);
    metrics.wouldRefuse("acme", Limit.SESSIONS);

    assertThat(counted("stenogate.quota.refused", "acme", "starts-per-second")).isEqualTo(2);
    assertThat(counted("stenogate.quota.would.refuse", "acme", "sessions-max")).isEqualTo(1);
  }

  @Test
  void tenantsBeyondTheBoundAreOne() {
    for (int i = 0; i < QuotaMetrics.TENANTS_MAX + 50; i++) {
      metrics.softPassed("t" + i, Limit.AUDIO_PER_DAY);
    }

    assertThat(counted("stenogate.quota.soft.passed", "other", "audio-per-day")).isEqualTo(50);
    assertThat(registry.find("stenogate.quota.soft.passed").counters())
        .hasSize(QuotaMetrics.TENANTS_MAX + 1);
  }

  private double counted(String name, String tenant, String limit) {
    return registry.get(name).tags("tenant", tenant, "limit", limit).counter().count();
  }
}
