package dev.stenogate.upstream;

/** Hears what a link has to say. */
@FunctionalInterface
public interface LinkListener {
  /**
   * Called on the transport's threads, one call at a time and in order. Must not block; a session
   * hops to its own loop here. {@link Signal.Closed} is the last signal.
   */
  void onSignal(Signal signal);

  /**
   * The far side holds nothing of the link any more, as far as this side can know; or it did not
   * answer within {@link Link#LET_GO_NANOS_MAX} and the connection was reset. From here on another
   * link may take its place. Once, after {@link Signal.Closed}, on the transport's threads.
   */
  default void onLetGo() {}
}
