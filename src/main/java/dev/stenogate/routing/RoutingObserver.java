package dev.stenogate.routing;

/**
 * Hears what operators want to know of the fleet; implemented by metrics and logs. Called on any
 * thread, with nothing locked; must not block.
 */
public interface RoutingObserver {
  /** One that hears nothing. */
  RoutingObserver NONE =
      new RoutingObserver() {
        @Override
        public void ejected(String endpoint, Health.Ejected ejected, long nowNanos) {}

        @Override
        public void returned(String endpoint) {}
      };

  /** No session goes there for a while. */
  void ejected(String endpoint, Health.Ejected ejected, long nowNanos);

  /** It serves again. */
  void returned(String endpoint);
}
