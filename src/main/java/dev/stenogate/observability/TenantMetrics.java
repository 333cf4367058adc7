package dev.stenogate.observability;

import dev.stenogate.audio.Pcm;
import dev.stenogate.session.Reply.Usage;
import dev.stenogate.session.SessionObserver.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Audio by tenant. Tenants beyond a bound are counted together, as {@code other}. */
final class TenantMetrics {
  /** Tenants that have series of their own. */
  static final int TENANTS_MAX = 200;

  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<String, Audio> tenants = new ConcurrentHashMap<>();

  private record Audio(Counter received, Counter transcribed, Counter replayed, Counter dropped) {}

  TenantMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void ended(Report report) {
    Usage usage = report.usage();
    Audio audio = audio(report.plan().caller().tenant().name());
    audio.received().increment(seconds(usage.received()));
    audio.transcribed().increment(seconds(usage.transcribed()));
    audio.replayed().increment(seconds(usage.replayed()));
    audio.dropped().increment(seconds(usage.dropped()));
  }

  private Audio audio(String tenant) {
    Audio known = tenants.get(tenant);
    if (known != null) {
      return known;
    }
    String name = tenants.size() < TENANTS_MAX ? tenant : OTHER;
    return tenants.computeIfAbsent(name, this::counters);
  }

  private Audio counters(String tenant) {
    return new Audio(
        counter(tenant, "received"),
        counter(tenant, "transcribed"),
        counter(tenant, "replayed"),
        counter(tenant, "dropped"));
  }

  private Counter counter(String tenant, String kind) {
    return Counter.builder("stenogate.tenant.audio.seconds")
        .description("Audio of ended calls by tenant; replayed audio is on nobody's account")
        .tag("tenant", tenant)
        .tag("kind", kind)
        .register(registry);
  }

  private static double seconds(long samples) {
    return (double) samples / Pcm.SAMPLE_RATE_HZ;
  }
}
