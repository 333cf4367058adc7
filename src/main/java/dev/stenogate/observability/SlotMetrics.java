package dev.stenogate.observability;

import dev.stenogate.routing.SlotObserver;
import dev.stenogate.routing.SlotRights;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** How the division of slots among replicas goes: counts, and a log line for each change. */
public final class SlotMetrics implements SlotObserver {
  private static final Logger LOG = Logger.getLogger("stenogate.slots");

  private final MeterRegistry registry;
  private final Timer synced;
  private final Counter lost;

  public SlotMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.synced = registry.timer("stenogate.slots.sync");
    this.lost = registry.counter("stenogate.slots.sync.lost");
  }

  /** Shows where the rights come from. */
  public void watch(SlotRights rights) {
    for (SlotRights.Standing standing : SlotRights.Standing.values()) {
      Gauge.builder("stenogate.slots.standing", rights, r -> r.standing() == standing ? 1 : 0)
          .description("1 for where this replica's slots come from")
          .tag("standing", standing.label())
          .register(registry);
    }
  }

  @Override
  public void synced(long nanos) {
    synced.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void lost() {
    lost.increment();
  }

  @Override
  public void moved(String endpoint, int by) {
    registry.counter("stenogate.slots.moved", "endpoint", endpoint).increment(Math.abs(by));
  }

  @Override
  public void shed(String endpoint, int sessions) {
    registry.counter("stenogate.slots.shed", "endpoint", endpoint).increment(sessions);
    LOG.warnf("slots lost to other replicas endpoint=%s sessions=%d", endpoint, sessions);
  }
}
