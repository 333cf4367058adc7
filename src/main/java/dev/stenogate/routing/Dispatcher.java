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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gives out the slots of the endpoints: a thin atomic shell around {@link #pick(List, Set,
 * RandomGenerator)}. Thread-safe; touched when a session opens or changes its endpoint, and looked
 * at four times a second; never for audio.
 */
public final class Dispatcher implements Holdings {
  private final Map<String, Slots> slots = new LinkedHashMap<>();
  private final Map<String, AtomicInteger> seekers = new ConcurrentHashMap<>(); // by pool
  private final Supplier<RandomGenerator> chance;
  private volatile Consumer<String> freed = _ -> {};
  private volatile Runnable shortage = () -> {};

  /** What an endpoint holds. */
  record Candidate(Endpoint endpoint, int held, int allowed, int heldByAll) {
    boolean isFree() {
      return held < allowed;
    }

    double load() {
      return (double) heldByAll / endpoint.sessionsMax();
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
        if (candidates.stream().anyMatch(c -> c.allowed() < c.endpoint().sessionsMax())) {
          shortage.run();
        }
        return candidates.stream().anyMatch(Candidate::isFree)
            ? new Selection.Throttled()
            : new Selection.Full(
                candidates.stream().mapToInt(c -> c.endpoint().sessionsMax()).sum());
      }
      Slots taken = slots.get(picked.get().endpoint().name());
      Lease[] lease = new Lease[1];
      lease[0] =
          new Lease(taken, new Decision("least share", List.of()), () -> giveBack(taken, lease[0]));
      if (taken.take(lease[0])) {
        if (ask.again()) {
          taken.retried(nowNanos);
        }
        return new Selection.Reserved(lease[0]);
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
    if (!on) {
      freed.accept(slots.get(endpoint).endpoint.pool());
    }
  }

  /**
   * Who hears that there may be a free slot in a pool again. Called on any thread, with nothing
   * locked; must not block.
   */
  public void onFreed(Consumer<String> listener) {
    freed = listener;
  }

  /** Whether slots of other replicas may come to this one, so that a short wait may help. */
  public boolean mayGrow(Requirements requirements) {
    return serving(requirements).stream().anyMatch(s -> s.allowed() < s.endpoint.sessionsMax());
  }

  @Override
  public List<Holding> holdings() {
    return slots.values().stream()
        .map(s -> new Holding(s.endpoint, s.allowed(), s.held(), 0))
        .toList();
  }

  @Override
  public int allow(String endpoint, int allowed) {
    Slots of = slots.get(endpoint);
    int before = of.allowed();
    int inForce = of.allow(allowed);
    if (inForce > before) {
      freed.accept(of.endpoint.pool());
    }
    return inForce;
  }

  @Override
  public void shed(String endpoint, int allowed) {
    slots.get(endpoint).shed(allowed).forEach(Lease::revoke);
  }

  @Override
  public void heldElsewhere(String endpoint, int held) {
    slots.get(endpoint).heldElsewhere(held);
  }

  @Override
  public void onShortage(Runnable listener) {
    shortage = listener;
  }

  private void giveBack(Slots of, Lease lease) {
    of.giveBack(lease);
    freed.accept(of.endpoint.pool());
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
    return slots.stream()
        .map(s -> new Candidate(s.endpoint, s.held(), s.allowed(), s.heldByAll()))
        .toList();
  }
}
