package dev.stenogate.localstack.faults;

import java.time.Duration;

/** When a fault strikes, as the caller sees the call. */
sealed interface Moment {
  /** In the middle of the second segment. */
  record MidSegment() implements Moment {}

  /** Before the last words of the second segment: the model is to answer its end soon. */
  record EndOfSegment() implements Moment {}

  /** So long after the call started. */
  record After(Duration started) implements Moment {}
}
