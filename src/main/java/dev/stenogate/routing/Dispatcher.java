package dev.stenogate.routing;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives out the slots of the endpoints: a thin atomic shell around {@link Pick}. Thread-safe;
 * touched when a session opens or changes its endpoint, and for figures once a second and session;
 * never for audio.
 */
public final class Dispatcher implements Holdings {
  private final Fleet fleet;
  private final Breaker breaker;
  private final Moves moves;
  private final RoutingPolicy policy;
  private final Supplier<RandomGenerator> chance;
  private volatile RoutingObserver observer = RoutingObserver.NONE;
  private volatile Consumer<String> freed = _ -> {};
  private volatile boolean slotsMove; // between replicas, as they need them
  private volatile Runnable shortage = () -> {};

  /**
   * @param chance gives the calling thread's generator, for choices among equals
   */
  public Dispatcher(
      Collection<Endpoint> endpoints, RoutingPolicy policy, Supplier<RandomGenerator> chance) {
    this.fleet = new Fleet(endpoints, policy);
    this.breaker = new Breaker(fleet, policy);
    this.moves = new Moves(fleet, policy);
    this.policy = policy;
    this.chance = chance;
  }

  /** One with the usual policy. */
  public Dispatcher(Collection<Endpoint> endpoints, Supplier<RandomGenerator> chance) {
    this(endpoints, RoutingPolicy.DEFAULT, chance);
  }

  /** Who hears of the fleet. */
  public void observe(RoutingObserver by) {
    observer = by;
  }

  /** Reserves a slot where text is least late. */
  public Selection reserve(Ask ask, long nowNanos) {
    while (true) {
      List<Standing> all = fleet.standings(ask.requirements());
      List<Standing> eligible = all.stream().filter(s -> leftOut(s, ask).isEmpty()).toList();
      if (eligible.isEmpty()) {
        return new Selection.Unavailable();
      }
      Room room = new Room(eligible, ask, nowNanos);
      Pick pick = pick(room);
      if (pick.picked().isEmpty()) {
        if (room.mayGrow()) {
          shortage.run();
        }
        return room.refusal();
      }
      Slots taken = fleet.slots(pick.picked().get().endpoint().name());
      Lease lease = new Lease(this, taken, decision(pick, all, ask));
      if (taken.take(lease, ask.again(), nowNanos)) {
        return new Selection.Reserved(lease);
      } // Another session was faster; what it took is now known, so this ends.
    }
  }

  /** What keeps an endpoint out of the choice; empty: nothing. */
  private static String leftOut(Standing s, Ask ask) {
    return s.draining() ? "draining" : ask.excluded().contains(s.endpoint().name()) ? "left" : "";
  }

  /** The pick's, and what was no candidate. */
  private static Decision decision(Pick pick, List<Standing> all, Ask ask) {
    Set<String> rated =
        pick.decision().candidates().stream()
            .map(Decision.Candidate::endpoint)
            .collect(Collectors.toSet());
    Stream<Decision.Candidate> others =
        all.stream()
            .filter(s -> !rated.contains(s.endpoint().name()))
            .map(
                s -> {
                  String out = leftOut(s, ask);
                  return new Decision.Candidate(
                      s.endpoint().name(), Double.NaN, out.isEmpty() ? "tried too often" : out);
                });
    return new Decision(
        pick.decision().reason(),
        Stream.concat(pick.decision().candidates().stream(), others).toList());
  }

  private Pick pick(Room room) {
    Ask ask = room.ask();
    List<Standing> allowed =
        ask.again()
            ? room.of().stream().filter(s -> fleet.slots(s).allowsRetry(room.nowNanos())).toList()
            : room.suffices(fleet.pool(ask.requirements()).seeking()) ? room.of() : List.of();
    return Pick.of(allowed, ask, policy, chance.get(), room.nowNanos());
  }

  /** Names of the endpoints that could serve this, in whatever state; ever the same. */
  public List<String> endpointsFor(Requirements requirements) {
    return fleet.endpoints(requirements).map(Endpoint::name).toList();
  }

  /** Whether any endpoint, in whatever state, could serve this. */
  public boolean knows(Requirements requirements) {
    return fleet.endpoints(requirements).findAny().isPresent();
  }

  /**
   * Whether other endpoints than this have more free slots for such a call than sessions look for.
   * Those that sessions left in trouble in the last 10 s do not count: where all seem sick at once,
   * it may be this gateway that is late.
   */
  public boolean hasRoomElsewhere(Requirements requirements, String than, long nowNanos) {
    int free =
        fleet.standings(requirements).stream()
            .filter(s -> !s.draining() && !s.endpoint().name().equals(than))
            .filter(s -> s.isHealthy() && !s.failures().isSuspect(nowNanos))
            .filter(s -> fleet.slots(s).allowsRetry(nowNanos))
            .mapToInt(s -> Math.max(0, s.room(nowNanos)))
            .sum();
    return free > fleet.pool(requirements).seeking();
  }

  /**
   * Whether a session would do so much better elsewhere that it should move between two utterances.
   * Counts the session that is told yes.
   */
  public boolean shouldMove(Requirements requirements, String from, long nowNanos) {
    return moves.should(requirements, from, nowNanos);
  }

  /** The same, where nobody should be, or not so many: also for sessions that have just come. */
  public boolean mustMove(Requirements requirements, String from, long nowNanos) {
    return moves.must(requirements, from, nowNanos);
  }

  /** A session lost its slot in that pool and looks for another, or does not any more. */
  public void seeking(String pool, boolean on) {
    fleet.pool(pool).seek(on);
  }

  /** Calls that wait for a slot of that pool. */
  public int waiting(String pool) {
    return fleet.pool(pool).waiting();
  }

  /** Sessions that lost their slot in that pool and look for another. */
  public int seeking(String pool) {
    return fleet.pool(pool).seeking();
  }

  /** So many calls wait for a slot of that pool. */
  public void waiting(String pool, int calls) {
    fleet.pool(pool).wait(calls);
  }

  /**
   * Whether a session may leave this late endpoint for another now. Counts the session that is told
   * yes.
   */
  public boolean mayLeave(String endpoint, long nowNanos) {
    return fleet.slots(endpoint).mayLeave(nowNanos);
  }

  /** Sets whether an endpoint is to be emptied: sessions leave it, and none comes. */
  public void drain(String endpoint, boolean on, long nowNanos) {
    fleet.slots(endpoint).drain(on, nowNanos);
    if (!on) {
      freed.accept(fleet.slots(endpoint).endpoint.pool());
    }
  }

  /**
   * Takes an endpoint out for a while, whatever the bound of ejections says; for no time: takes it
   * back.
   */
  public void eject(String endpoint, long nanos, long nowNanos) {
    if (nanos == 0) {
      passed(fleet.slots(endpoint).restore(nowNanos));
      return;
    }
    Health.Ejected ejected = fleet.slots(endpoint).ejectUntil(nowNanos + nanos, 1, false);
    observer.ejected(endpoint, ejected, nowNanos);
  }

  /** Whether the endpoint is being emptied. */
  public boolean isDraining(String endpoint) {
    return fleet.slots(endpoint).standing().draining();
  }

  /** All endpoints, in the order of the configuration. */
  public List<Endpoint> endpoints() {
    return fleet.all().stream().map(s -> s.endpoint).toList();
  }

  /** What is known of all of them now. */
  public List<Standing> standings() {
    return fleet.standings();
  }

  /** What is known of one of them. */
  public Optional<Standing> standing(String endpoint) {
    return Optional.ofNullable(fleet.slots(endpoint)).map(Slots::standing);
  }

  /** Slots held on the endpoint now. */
  public int held(String endpoint) {
    return fleet.slots(endpoint).standing().held();
  }

  /**
   * Who hears that there may be a free slot in a pool again. Called on any thread, with nothing
   * locked; must not block.
   */
  public void onFreed(Consumer<String> listener) {
    freed = listener;
  }

  /**
   * Whether a short wait may help: a slot is about to come free, or other replicas may have some.
   */
  public boolean roomComesSoon(Requirements requirements) {
    return fleet.standings(requirements).stream()
        .filter(s -> !s.draining())
        .anyMatch(
            s ->
                fleet.slots(s).isBeingLeft()
                    || (slotsMove && s.allowed() < s.endpoint().sessionsMax()));
  }

  @Override
  public List<Holding> holdings() {
    return fleet.standings().stream()
        .map(s -> new Holding(s.endpoint(), s.allowed(), s.held(), wanted(s)))
        .toList();
  }

  /** A fair share of the slots that calls of its pool wait for. */
  private int wanted(Standing standing) {
    if (!mayHaveMore(standing)) {
      return 0;
    }
    String pool = standing.endpoint().pool();
    long among = fleet.ofPool(pool).stream().filter(Dispatcher::mayHaveMore).count();
    int calls = fleet.pool(pool).waiting() + fleet.pool(pool).seeking();
    int more = standing.endpoint().sessionsMax() - standing.allowed();
    return Math.min(more, Math.ceilDiv(calls, (int) Math.max(1, among)));
  }

  private static boolean mayHaveMore(Standing s) {
    return !s.draining() && s.isHealthy() && s.allowed() < s.endpoint().sessionsMax();
  }

  @Override
  public int allow(String endpoint, int allowed) {
    Slots of = fleet.slots(endpoint);
    int before = of.standing().allowed();
    int inForce = of.allow(allowed);
    if (inForce > before) {
      freed.accept(of.endpoint.pool());
    }
    return inForce;
  }

  @Override
  public void shed(String endpoint, int allowed) {
    fleet.slots(endpoint).shed(allowed).forEach(Lease::revoke);
  }

  @Override
  public void heldElsewhere(String endpoint, int held) {
    Slots of = fleet.slots(endpoint);
    if (of.heldElsewhere(held)) {
      freed.accept(of.endpoint.pool());
    }
  }

  @Override
  public void onShortage(Runnable listener) {
    slotsMove = true;
    shortage = listener;
  }

  void giveBack(Slots of, Lease lease) {
    of.giveBack(lease);
    freed.accept(of.endpoint.pool());
  }

  void passed(Slots of) {
    observer.returned(of.endpoint.name());
    freed.accept(of.endpoint.pool());
  }

  void failed(Slots of, Lease lease, Failure failure, long nowNanos) {
    breaker
        .failed(of, lease, failure, nowNanos)
        .ifPresent(ejected -> observer.ejected(of.endpoint.name(), ejected, nowNanos));
  }
}
