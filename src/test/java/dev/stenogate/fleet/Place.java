package dev.stenogate.fleet;

import dev.stenogate.routing.Failure;

/** A slot that a router gave to a session; hears what {@link dev.stenogate.routing.Lease} does. */
interface Place {
  /** Index of the endpoint. */
  int endpoint();

  /** The model accepted the link. */
  default void connected(long nanos, long nowNanos) {}

  /** The first text came, so long after it was due, on a link that took so long to open. */
  default void firstText(long nanos, long nowNanos) {}

  /** How late the text is against real time. */
  default void lag(long nanos, long nowNanos) {}

  /** An utterance was finished, so long after its last audio. */
  default void finalised(long nanos, long nowNanos) {}

  /** The session leaves the endpoint for this. */
  default void failed(Failure failure, long nowNanos) {}

  /** Gives the slot back. */
  void release();
}
