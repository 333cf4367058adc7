package dev.stenogate.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageLogTest {
  @Test
  void aRecordSaysWhoseCallItWasAndWhichAudioBecameFinal() {
    String line =
        UsageLog.line(
            Reports.of(new Ending(Outcome.COMPLETED, "")), Instant.parse("2026-01-01T00:01:30Z"));

    assertThat(line)
        .isEqualTo(
            "{\"event\":\"usage\",\"call\":\"s-1\",\"session\":\"s-1\",\"tenant\":\"default\",\"pool\":\"default\","
                + "\"priority\":\"standard\",\"labels\":{\"call\":\"private-label\"},"
                + "\"started_at\":\"2026-01-01T00:00:00Z\",\"ended_at\":\"2026-01-01T00:01:30Z\",\"duration_ms\":90000,"
                + "\"outcome\":\"completed\",\"audio_received_ms\":80000,\"audio_transcribed_ms\":40000,"
                + "\"audio_replayed_ms\":1000,\"audio_dropped_ms\":500,\"final_from_ms\":0,\"final_to_ms\":79500,\"segments\":5}");
  }

  @Test
  void aLabelCanForgeNothing() {
    assertThat(new JsonEvent().put("a", "\"x\n\u2028\u009b").line())
        .isEqualTo("{\"a\":\"\\\"x\\n\\u2028\\u009B\"}");
  }

  @Test
  void tenantsBeyondTheBoundAreCountedTogether() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TenantMetrics metrics = new TenantMetrics(registry);

    for (int i = 0; i < 2 * TenantMetrics.TENANTS_MAX; i++) {
      metrics.ended(Reports.of("tenant-" + i));
    }

    assertThat(registry.getMeters()).hasSize(4 * (TenantMetrics.TENANTS_MAX + 1));
    assertThat(
            registry
                .get("stenogate.tenant.audio.seconds")
                .tags("tenant", "other", "kind", "received")
                .counter()
                .count())
        .isEqualTo(TenantMetrics.TENANTS_MAX * 80.0);
  }
}
