package dev.stenogate.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gives out the slots of the endpoints: a thin atomic shell around {@link #pick(List, Set,
 * RandomGenerator)}. Thread-safe; touched when a session opens or changes its endpoint, and looked
 * at four times a second; never for audio.
 */
public final class Dispatcher {
  private final Map<String, Slots> slots = new LinkedHashMap<>();
  private final Map<String, AtomicInteger> seekers = new ConcurrentHashMap<>(); // by pool
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

  /**
   * @param chance gives the calling thread's generator, for choices among equals
   */
  public Dispatcher(Collection<Endpoint> endpoints, Supplier<RandomGenerator> chance) {
    this.chance = chance;
    for (Endpoint endpoint : endpoints) {
      Slots before = slots.put(endpoint.name(), new Slots(endpoint));
      if (before != null) {
        throw new IllegalArgumentException("two endpoints are named " + endpoint.name());
      }
    }
  }

  /** Reserves a slot on the endpoint with the lowest share of its slots taken. */
  public Selection reserve(Ask ask, long nowNanos) {
    while (true) {
      List<Slots> serving =
          serving(ask.requirements()).stream()
              .filter(s -> !ask.excluded().contains(s.endpoint.name()))
              .toList();
      if (serving.isEmpty()) {
        return new Selection.Unavailable();
      }
      List<Candidate> candidates = candidates(serving);
      List<Candidate> allowed =
          ask.again()
              ? candidates(serving.stream().filter(s -> s.allowsRetry(nowNanos)).toList())
              : candidates;
      Optional<Candidate> picked = pick(allowed, ask.avoided(), chance.get());
      if (picked.isEmpty()) {
        return candidates.stream().anyMatch(Candidate::isFree)
            ? new Selection.Throttled()
            : new Selection.Full(
                candidates.stream().mapToInt(c -> c.endpoint().sessionsMax()).sum());
      }
      Slots taken = slots.get(picked.get().endpoint().name());
      if (taken.take()) {
        if (ask.again()) {
          taken.retried(nowNanos);
        }
        return new Selection.Reserved(new Lease(taken.endpoint, taken::giveBack));
      } // Another session was faster; the fullest count is now known, so this ends.
    }
  }

  /** Whether any endpoint, in whatever state, could serve this. */
  public boolean knows(Requirements requirements) {
    return slots.values().stream().anyMatch(s -> requirements.areMetBy(s.endpoint));
  }

  /**
   * Whether other endpoints than this have more free slots for such a call than sessions look for.
   * Those that sessions left in trouble in the last 10 s do not count: where all seem sick at once,
   * it may be this gateway that is late.
   */
  public boolean hasRoomElsewhere(Requirements requirements, String than, long nowNanos) {
    int free =
        serving(requirements).stream()
            .filter(s -> !s.endpoint.name().equals(than))
            .filter(s -> s.isTrusted(nowNanos) && s.allowsRetry(nowNanos))
            .mapToInt(s -> s.endpoint.sessionsMax() - s.held())
            .sum();
    AtomicInteger looking = seekers.get(requirements.pool());
    return free > (looking == null ? 0 : looking.get());
  }

  /** A session lost its slot in that pool and looks for another, or does not any more. */
  public void seeking(String pool, boolean on) {
    seekers.computeIfAbsent(pool, _ -> new AtomicInteger()).addAndGet(on ? 1 : -1);
  }

  /** A session left the endpoint in trouble. */
  public void troubled(String endpoint, long nowNanos) {
    slots.get(endpoint).troubled(nowNanos);
  }

  /**
   * Whether a session may leave this late endpoint for another now. Counts the session that is told
   * yes.
   */
  public boolean mayLeave(String endpoint, long nowNanos) {
    return slots.get(endpoint).mayLeave(nowNanos);
  }

  /** Sets whether an endpoint is to be emptied: sessions leave it, and none comes. */
  public void drain(String endpoint, boolean on) {
    slots.get(endpoint).drain(on);
  }

  /** Whether the endpoint is being emptied. */
  public boolean isDraining(String endpoint) {
    return slots.get(endpoint).isDraining();
  }

  /** All endpoints, in the order of the configuration. */
  public List<Endpoint> endpoints() {
    return slots.values().stream().map(s -> s.endpoint).toList();
  }

  /** Slots held on the endpoint now. */
  public int held(String endpoint) {
    return slots.get(endpoint).held();
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

  private List<Slots> serving(Requirements requirements) {
    List<Slots> serving = new ArrayList<>();
    for (Slots s : slots.values()) {
      if (!s.isDraining() && requirements.areMetBy(s.endpoint)) {
        serving.add(s);
      }
    }
    return serving;
  }

  private static List<Candidate> candidates(List<Slots> slots) {
    return slots.stream().map(s -> new Candidate(s.endpoint, s.held())).toList();
  }
}
