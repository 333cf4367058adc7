package dev.stenogate.localstack.faults;

import java.time.Duration;
import java.time.Instant;

/**
 * When a fault struck, on both clocks.
 *
 * @param nanos as the caller's responses are stamped
 * @param at as the gateway's log is stamped, not later than {@code nanos}
 */
record Strike(long nanos, Instant at) {
  /** A moment of the log on the caller's clock. */
  long nanosOf(Instant moment) {
    return nanos + Duration.between(at, moment).toNanos();
  }
}
