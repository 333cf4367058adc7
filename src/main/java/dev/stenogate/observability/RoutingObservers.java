package dev.stenogate.observability;

import dev.stenogate.routing.Health;
import dev.stenogate.routing.RoutingObserver;
import java.util.List;

/** Several observers of the fleet as one. */
public record RoutingObservers(List<RoutingObserver> all) implements RoutingObserver {
  public RoutingObservers {
    all = List.copyOf(all);
  }

  @Override
  public void ejected(String endpoint, Health.Ejected ejected, long nowNanos) {
    all.forEach(o -> o.ejected(endpoint, ejected, nowNanos));
  }

  @Override
  public void returned(String endpoint) {
    all.forEach(o -> o.returned(endpoint));
  }
}
