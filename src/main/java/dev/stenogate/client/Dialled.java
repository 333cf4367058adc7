package dev.stenogate.client;

import java.util.OptionalLong;

/** The present call, as far as a {@link Continuation} must know it. */
final class Dialled {
  final int number;
  boolean writable;
  boolean halfClosed;
  long lastSentNanos;

  /** When the session began on it. */
  OptionalLong startedAtNanos = OptionalLong.empty();

  /** Until when the server lets it wait for a slot: it said that it does, and ends it then. */
  OptionalLong queuedUntilNanos = OptionalLong.empty();

  /** When it must be left at the latest: the server said that it goes. */
  OptionalLong leaveAtNanos = OptionalLong.empty();

  Dialled(int number, long nowNanos) {
    this.number = number;
    this.lastSentNanos = nowNanos;
  }
}
