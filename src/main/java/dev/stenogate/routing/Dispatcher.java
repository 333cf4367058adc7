package dev.stenogate.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gives out the slots of the endpoints: a thin atomic shell around {@link #pick(List, Set,
 * RandomGenerator)}. Thread-safe; touched when a session opens or changes its endpoint, never for
 * audio.
 */
public final class Dispatcher {
  private final Map<String, Slots> slots = new LinkedHashMap<>();
  private final Supplier<RandomGenerator> chance;

  /** What an endpoint holds. */
  record Candidate(Endpoint endpoint, int held) {
    boolean isFree() {
      return held < endpoint.sessionsMax();
    }

    double load() {
      return (double) held / endpoint.sessionsMax();
    }
  }

  private record Slots(Endpoint endpoint, AtomicInteger held) {
    /** Takes a slot unless all are taken; never over the cap, whoever else tries. */
    boolean take() {
      int before = held.getAndUpdate(n -> n < endpoint.sessionsMax() ? n + 1 : n);
      return before < endpoint.sessionsMax();
    }
  }

  /**
   * @param chance gives the calling thread's generator, for choices among equals
   */
  public Dispatcher(Collection<Endpoint> endpoints, Supplier<RandomGenerator> chance) {
    this.chance = chance;
    for (Endpoint endpoint : endpoints) {
      Slots before = slots.put(endpoint.name(), new Slots(endpoint, new AtomicInteger()));
      if (before != null) {
        throw new IllegalArgumentException("two endpoints are named " + endpoint.name());
      }
    }
  }

  /**
   * Reserves a slot on the endpoint with the lowest share of its slots taken.
   *
   * @param avoided endpoints that come last, because they just failed this call
   * @param excluded endpoints that do not come at all
   */
  public Selection reserve(Requirements requirements, Set<String> avoided, Set<String> excluded) {
    while (true) {
      List<Candidate> candidates = candidates(requirements, excluded);
      if (candidates.isEmpty()) {
        return new Selection.Unavailable();
      }
      Optional<Candidate> picked = pick(candidates, avoided, chance.get());
      if (picked.isEmpty()) {
        return new Selection.Full(
            candidates.stream().mapToInt(c -> c.endpoint().sessionsMax()).sum());
      }
      Slots taken = slots.get(picked.get().endpoint().name());
      if (taken.take()) {
        return new Selection.Reserved(new Lease(taken.endpoint(), taken.held()::decrementAndGet));
      } // Another session was faster; the fullest count is now known, so this ends.
    }
  }

  /** Whether any endpoint, in whatever state, could serve this. */
  public boolean knows(Requirements requirements) {
    return slots.values().stream().anyMatch(s -> requirements.areMetBy(s.endpoint()));
  }

  /** All endpoints, in the order of the configuration. */
  public List<Endpoint> endpoints() {
    return slots.values().stream().map(Slots::endpoint).toList();
  }

  /** Slots held on the endpoint now. */
  public int held(String endpoint) {
    return slots.get(endpoint).held().get();
  }

  /** The least loaded endpoint with a free slot, avoided ones last; any of equals. */
  static Optional<Candidate> pick(
      List<Candidate> candidates, Set<String> avoided, RandomGenerator chance) {
    Comparator<Candidate> order =
        Comparator.<Candidate, Boolean>comparing(c -> avoided.contains(c.endpoint().name()))
            .thenComparing(Candidate::load);
    List<Candidate> free = candidates.stream().filter(Candidate::isFree).sorted(order).toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    long equals = free.stream().takeWhile(c -> order.compare(c, free.getFirst()) == 0).count();
    return Optional.of(free.get(chance.nextInt((int) equals)));
  }

  private List<Candidate> candidates(Requirements requirements, Set<String> excluded) {
    List<Candidate> candidates = new ArrayList<>();
    for (Slots s : slots.values()) {
      if (requirements.areMetBy(s.endpoint()) && !excluded.contains(s.endpoint().name())) {
        candidates.add(new Candidate(s.endpoint(), s.held().get()));
      }
    }
    return candidates;
  }
}
