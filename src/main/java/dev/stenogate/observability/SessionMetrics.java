package dev.stenogate.observability;

import dev.stenogate.routing.Decision;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts sessions. Labels are from closed lists: outcomes, configured endpoints, link failures;
 * never a tenant's or caller's words.
 */
public final class SessionMetrics implements SessionObserver {
  private static final Duration LAG_MAX = Duration.ofSeconds(30);
  private static final Duration LAG_MIN = Duration.ofMillis(20);

  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);
  private final Counter audioSeconds;
  private final Counter defects;
  private final Timer timeToStarted;
  private final DistributionSummary bufferedMost;
  private final AtomicInteger active;
  private final TenantMetrics tenants;

  public SessionMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.tenants = new TenantMetrics(registry);
    this.active = registry.gauge("stenogate.sessions.active", new AtomicInteger());
    this.audioSeconds = registry.counter("stenogate.audio.received.seconds");
    this.defects =
        Counter.builder("stenogate.defects")
            .description("Failures of the gateway's own code; the log says where")
            .register(registry);
    this.timeToStarted = registry.timer("stenogate.session.start");
    this.bufferedMost = registry.summary("stenogate.session.buffer.most.bytes");
    for (Outcome outcome : Outcome.values()) {
      ended.put(outcome, registry.counter("stenogate.sessions.ended", "outcome", outcome.label()));
    }
  }

  /** A call ended before it was a session. */
  public void refused(Ending ending) {
    ended.get(ending.outcome()).increment();
  }

  @Override
  public void begun(SessionPlan plan) {
    active.incrementAndGet();
  }

  @Override
  public void routed(SessionPlan plan, String endpoint, Decision decision) {}

  @Override
  public void started(SessionPlan plan, String endpoint, long nanos) {
    timeToStarted.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void linkFailed(SessionPlan plan, String endpoint, String label, String detail) {
    registry.counter("stenogate.link.failures", "endpoint", endpoint, "reason", label).increment();
  }

  @Override
  public void recovered(SessionPlan plan, String endpoint, long nanos) {
    timer("stenogate.recovery", endpoint).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void linkRolled(SessionPlan plan, String from, String to) {
    registry.counter("stenogate.links.rolled", "endpoint", from).increment();
  }

  @Override
  public void gap(SessionPlan plan, String endpoint, long nanos) {
    registry
        .counter("stenogate.audio.gap.seconds", "endpoint", endpoint)
        .increment(nanos / NANOS_PER_SECOND);
  }

  @Override
  public void defect(SessionPlan plan, RuntimeException defect) {
    defects.increment();
  }

  @Override
  public void lag(String endpoint, long nanos) {
    timer("stenogate.text.lag", endpoint).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void finalised(String endpoint, long nanos) {
    timer("stenogate.finalisation", endpoint).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void ended(Report report) {
    active.decrementAndGet();
    ended.get(report.ending().outcome()).increment();
    tenants.ended(report);
    audioSeconds.increment(report.audioReceivedSeconds());
    bufferedMost.record(report.bufferedBytesMost());
  }

  private Timer timer(String name, String endpoint) {
    return Timer.builder(name)
        .tag("endpoint", endpoint)
        .publishPercentileHistogram()
        .minimumExpectedValue(LAG_MIN)
        .maximumExpectedValue(LAG_MAX)
        .register(registry);
  }
}
