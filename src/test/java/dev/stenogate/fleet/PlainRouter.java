package dev.stenogate.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A gateway that routes as others do: it counts slots, and knows nothing of an endpoint's health
 * but what its choice does. Its sessions have the same watchdogs as ours.
 */
final class PlainRouter implements Router {
  private final List<Shelf> shelves = new ArrayList<>();
  private final Choice choice;
  private final RandomGenerator chance;
  private int seekers;

  PlainRouter(List<Gpu> gpus, Choice choice, RandomGenerator chance) {
    gpus.forEach(gpu -> shelves.add(new Shelf(gpu)));
    this.choice = choice;
    this.chance = chance;
  }

  @Override
  public Optional<Place> reserve(
      Set<String> avoided, Set<String> excluded, boolean again, long nowNanos) {
    List<Shelf> free =
        shelves.stream()
            .filter(s -> s.isFree() && !excluded.contains(Gpu.name(s.endpoint)))
            .toList();
    List<Shelf> best = free.stream().filter(s -> !avoided.contains(Gpu.name(s.endpoint))).toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    Shelf chosen = choice.choose(best.isEmpty() ? free : best, chance, nowNanos);
    chosen.held++;
    return Optional.of(new CountedPlace(chosen));
  }

  @Override
  public boolean hasRoomElsewhere(int endpoint, long nowNanos) {
    int free = 0;
    for (Shelf shelf : shelves) {
      free += shelf.endpoint == endpoint ? 0 : Math.max(0, shelf.allowed - shelf.held);
    }
    return free > seekers;
  }

  @Override
  public boolean mayLeave(int endpoint, long nowNanos) {
    return shelves.get(endpoint).mayLeave(nowNanos);
  }

  @Override
  public void seeking(boolean on) {
    seekers += on ? 1 : -1;
  }

  @Override
  public void drain(int endpoint, boolean on, long nowNanos) {
    shelves.get(endpoint).draining = on;
  }

  @Override
  public int held(int endpoint) {
    return shelves.get(endpoint).held;
  }

  @Override
  public int allow(int endpoint, int slots) {
    Shelf shelf = shelves.get(endpoint);
    shelf.allowed = Math.max(shelf.held, slots);
    return shelf.allowed;
  }

  @Override
  public void heldElsewhere(int endpoint, int slots) {
    shelves.get(endpoint).elsewhere = slots;
  }

  private record CountedPlace(Shelf shelf) implements Place {
    @Override
    public int endpoint() {
      return shelf.endpoint;
    }

    @Override
    public void firstText(long nanos, long nowNanos) {
      shelf.firstText.observe((double) nanos, nowNanos);
    }

    @Override
    public void release() {
      shelf.held--;
    }
  }
}
