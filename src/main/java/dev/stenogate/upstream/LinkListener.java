package dev.stenogate.upstream;

/** Hears what a link has to say. */
@FunctionalInterface
public interface LinkListener {
  /**
   * Called on the transport's threads, one call at a time and in order. Must not block; a session
   * hops to its own loop here. {@link Signal.Closed} is the last call.
   */
  void onSignal(Signal signal);
}
