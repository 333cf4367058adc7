package dev.stenogate.observability;

import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Health;
import dev.stenogate.routing.RoutingObserver;
import dev.stenogate.routing.Standing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The fleet as this replica sees it. Labels are configured endpoints, pools and closed lists. */
public final class FleetMetrics implements RoutingObserver {
  private static final List<String> STATES =
      List.of("healthy", "ejected", "probing", "misconfigured");

  private final MeterRegistry registry;
  private final Dispatcher dispatcher;
  private final Map<String, Counter> ejections = new HashMap<>(); // by endpoint

  public FleetMetrics(MeterRegistry registry, Dispatcher dispatcher) {
    this.registry = registry;
    this.dispatcher = dispatcher;
    for (Endpoint endpoint : dispatcher.endpoints()) {
      gauges(endpoint.name());
      ejections.put(
          endpoint.name(),
          registry.counter("stenogate.endpoint.ejections", "endpoint", endpoint.name()));
    }
    dispatcher.endpoints().stream().map(Endpoint::pool).distinct().forEach(this::poolGauges);
  }

  @Override
  public void ejected(String endpoint, Health.Ejected ejected, long nowNanos) {
    ejections.get(endpoint).increment();
  }

  @Override
  public void returned(String endpoint) {}

  private void gauges(String endpoint) {
    gauge("slots.held", endpoint, "Slots held by this replica", Standing::held);
    gauge("slots.allowed", endpoint, "Slots that this replica may hold", Standing::allowed);
    gauge("slots.safe", endpoint, "Sessions carried without getting late; learned", Standing::safe);
    gauge("slots.max", endpoint, "The endpoint's cap", s -> s.endpoint().sessionsMax());
    gauge(
        "lag.seconds", endpoint, "How late text is; decays, NaN before any", Standing::lagSeconds);
    gauge("draining", endpoint, "Whether it is being emptied", s -> s.draining() ? 1 : 0);
    for (String state : STATES) {
      Gauge.builder(
              "stenogate.endpoint.health",
              dispatcher,
              d -> of(d, endpoint, s -> s.health().label().equals(state) ? 1 : 0))
          .description("1 for the state that the endpoint is in")
          .tag("endpoint", endpoint)
          .tag("state", state)
          .register(registry);
    }
  }

  private void gauge(String name, String endpoint, String what, ToDoubleFunction<Standing> value) {
    Gauge.builder("stenogate.endpoint." + name, dispatcher, d -> of(d, endpoint, value))
        .description(what)
        .tag("endpoint", endpoint)
        .register(registry);
  }

  private void poolGauges(String pool) {
    Gauge.builder("stenogate.pool.calls.waiting", dispatcher, d -> d.waiting(pool))
        .description("Calls that wait for a slot")
        .tag("pool", pool)
        .register(registry);
    Gauge.builder("stenogate.pool.sessions.seeking", dispatcher, d -> d.seeking(pool))
        .description("Sessions that lost their endpoint and look for another")
        .tag("pool", pool)
        .register(registry);
  }

  private static double of(
      Dispatcher dispatcher, String endpoint, ToDoubleFunction<Standing> value) {
    return dispatcher.standing(endpoint).map(value::applyAsDouble).orElse(Double.NaN);
  }
}
