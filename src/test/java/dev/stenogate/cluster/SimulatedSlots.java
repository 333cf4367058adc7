package dev.stenogate.cluster;

import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Holdings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Slots of one replica, with calls that wait for one. */
final class SimulatedSlots implements Holdings {
  private final Map<String, Count> counts = new LinkedHashMap<>();
  private Runnable shortage = () -> {};

  private static final class Count {
    final Endpoint endpoint;
    int allowed;
    int held;
    int wanted;

    Count(Endpoint endpoint) {
      this.endpoint = endpoint;
      this.allowed = endpoint.sessionsMax();
    }
  }

  SimulatedSlots(List<Endpoint> endpoints) {
    endpoints.forEach(e -> counts.put(e.name(), new Count(e)));
  }

  /** A call comes; it waits if there is no slot. */
  void call(String endpoint) {
    Count count = counts.get(endpoint);
    if (count.held < count.allowed) {
      count.held++;
    } else {
      count.wanted++;
      shortage.run();
    }
  }

  /** A session ends; a call that waits gets its slot, if it may be given out. */
  void end(String endpoint) {
    Count count = counts.get(endpoint);
    if (count.held > 0) {
      count.held--;
      serve(count);
    }
  }

  /** All sessions end, and nobody waits. */
  void endAll() {
    counts
        .values()
        .forEach(
            c -> {
              c.held = 0;
              c.wanted = 0;
            });
  }

  /** A call that waits gives up. */
  void giveUp(String endpoint) {
    Count count = counts.get(endpoint);
    count.wanted = Math.max(0, count.wanted - 1);
  }

  int held(String endpoint) {
    return counts.get(endpoint).held;
  }

  int allowed(String endpoint) {
    return counts.get(endpoint).allowed;
  }

  boolean isShedding() {
    return counts.values().stream().anyMatch(c -> c.held > c.allowed);
  }

  /** One session leaves each endpoint that others have the slots of. */
  void leave() {
    counts.values().stream().filter(c -> c.held > c.allowed).forEach(c -> c.held--);
  }

  @Override
  public List<Holding> holdings() {
    return counts.values().stream()
        .map(c -> new Holding(c.endpoint, c.allowed, c.held, c.wanted))
        .toList();
  }

  @Override
  public int allow(String endpoint, int slots) {
    Count count = counts.get(endpoint);
    count.allowed = Math.max(count.held, Math.min(slots, count.endpoint.sessionsMax()));
    serve(count);
    return count.allowed;
  }

  @Override
  public void shed(String endpoint, int slots) {
    counts.get(endpoint).allowed = slots;
  }

  @Override
  public void heldElsewhere(String endpoint, int slots) {}

  @Override
  public void onShortage(Runnable listener) {
    shortage = listener;
  }

  private static void serve(Count count) {
    int served = Math.clamp(count.allowed - count.held, 0, count.wanted);
    count.held += served;
    count.wanted -= served;
  }
}
