package dev.stenogate.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** How one of the endpoints with a free slot is chosen. */
interface Choice {
  Shelf choose(List<Shelf> free, RandomGenerator chance, long nowNanos);

  static Choice random() {
    return (free, chance, _) -> any(free, chance);
  }

  /** The next one in turn. */
  static Choice roundRobin() {
    int[] last = {-1};
    return (free, _, _) -> {
      Shelf next =
          free.stream().filter(s -> s.endpoint > last[0]).findFirst().orElse(free.getFirst());
      last[0] = next.endpoint;
      return next;
    };
  }

  static Choice leastSessions() {
    return (free, chance, _) -> least(free, Shelf::heldByAll, chance);
  }

  static Choice leastShare() {
    return (free, chance, _) -> least(free, Shelf::share, chance);
  }

  /** The better of two, by latency of first texts times streams. */
  static Choice peakEwma() {
    return (free, chance, now) -> {
      Shelf one = any(free, chance);
      Shelf other = any(free, chance);
      return one.firstText.cost(one.held, now) <= other.firstText.cost(other.held, now)
          ? one
          : other;
    };
  }

  private static Shelf any(List<Shelf> free, RandomGenerator chance) {
    return free.get(chance.nextInt(free.size()));
  }

  private static Shelf least(
      List<Shelf> free, ToDoubleFunction<Shelf> load, RandomGenerator chance) {
    double least = load.applyAsDouble(free.stream().min(Comparator.comparingDouble(load)).get());
    return any(free.stream().filter(s -> load.applyAsDouble(s) == least).toList(), chance);
  }
}
