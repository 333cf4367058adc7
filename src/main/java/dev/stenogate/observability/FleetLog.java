package dev.stenogate.observability;

import dev.stenogate.routing.Health;
import dev.stenogate.routing.RoutingObserver;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** One line for each change of an endpoint's health. */
public final class FleetLog implements RoutingObserver {
  private static final Logger LOG = Logger.getLogger("stenogate.fleet");

  @Override
  public void ejected(String endpoint, Health.Ejected ejected, long nowNanos) {
    LOG.warnf(
        "endpoint out endpoint=%s state=%s times=%d for_ms=%d",
        endpoint,
        ejected.label(),
        ejected.times(),
        TimeUnit.NANOSECONDS.toMillis(ejected.untilNanos() - nowNanos));
  }

  @Override
  public void returned(String endpoint) {
    LOG.infof("endpoint back endpoint=%s", endpoint);
  }
}
