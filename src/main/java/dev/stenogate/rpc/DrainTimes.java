package dev.stenogate.rpc;

import dev.stenogate.session.Session;

/**
 * How calls are taken leave of.
 *
 * @param timeoutNanos what a call has to finish, or to move to another replica
 * @param connectionAgeNanos after this a connection is closed, and its calls leave, so that callers
 *     spread over replicas that are new; 0: never
 */
public record DrainTimes(long timeoutNanos, long connectionAgeNanos) {
  /** grpc-java varies the age of each connection by a tenth, both ways. */
  private static final int JITTER_SHARE = 10;

  private static final long MARGIN_NANOS = 1_000_000_000L;

  /** After this no call is left. */
  long wholeNanos() {
    return timeoutNanos + Session.DRAIN_GRACE_NANOS + MARGIN_NANOS;
  }

  boolean hasConnectionAge() {
    return connectionAgeNanos > 0;
  }

  /**
   * When the calls of a connection are told: HTTP/2 was told before, so that they dial a new one.
   */
  long tellAtAgeNanos() {
    return connectionAgeNanos + connectionAgeNanos / JITTER_SHARE;
  }

  /** From the transport's GOAWAY to its end of the connection. */
  long connectionGraceNanos() {
    return wholeNanos() + 2 * connectionAgeNanos / JITTER_SHARE;
  }
}
