package dev.stenogate.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** The chances of one world, or of one part of it: all from its seed. */
final class Dice {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SplittableRandom random;

  Dice(long seed) {
    this(new SplittableRandom(seed));
  }

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** The chances of a part, which does not disturb those of others by how many it takes. */
  Dice split() {
    return new Dice(random.split());
  }

  SplittableRandom generator() {
    return random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Between the two, both included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** Nanoseconds between so many milliseconds. */
  long millis(long least, long most) {
    return random.nextLong(least * NANOS_PER_MILLI, most * NANOS_PER_MILLI + 1);
  }

  /** Nanoseconds up to so many. */
  long nanos(long most) {
    return random.nextLong(most + 1);
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
