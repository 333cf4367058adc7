package dev.stenogate.client;

import java.util.OptionalLong;

/**
 * Moments of a monotonic clock, whose origin is anywhere: they are compared by their difference,
 * which is right up to 292 years apart.
 */
final class Moments {
  private Moments() {}

  static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }

  /** The sooner of two that may be never. */
  static OptionalLong sooner(OptionalLong a, OptionalLong b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.getAsLong() - b.getAsLong() <= 0 ? a : b;
  }

  /** Whether it has come; what is never does not. */
  static boolean isDue(OptionalLong at, long nowNanos) {
    return at.isPresent() && nowNanos - at.getAsLong() >= 0;
  }
}
