package dev.stenogate.session;

import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Selection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How one session looks for slots: which endpoints it does not want again, and whether it has lost
 * one, so that it goes before those who begin.
 */
final class SlotSearch {
  private final SessionPlan plan;
  private final Loop loop;
  private final Dispatcher dispatcher;
  private final long begunNanos;
  private final Set<String> avoided = new HashSet<>();
  private final Set<String> excluded = new HashSet<>();
  private boolean served; // by any endpoint, ever
  private boolean retrying;
  private boolean seeking;

  SlotSearch(SessionPlan plan, Loop loop, Dispatcher dispatcher) {
    this.plan = plan;
    this.loop = loop;
    this.dispatcher = dispatcher;
    this.begunNanos = loop.nanoTime();
  }

  /**
   * Reserves a slot if there is one.
   *
   * @param given makes it the session's own
   */
  SessionEvent look(Function<Lease, SessionEvent> given) {
    return switch (reserve(excluded, retrying)) {
      case Selection.Reserved reserved -> given.apply(reserved.lease());
      case Selection.Full full ->
          refused(
              Outcome.POOL_FULL,
              isPatienceOver(),
              "no slot of pool %s is free for this call (it has %d)"
                  .formatted(pool(), full.slots()));
      case Selection.Throttled _ ->
          refused(
              Outcome.POOL_UNAVAILABLE,
              false,
              "endpoints of pool %s failed and were tried again too often".formatted(pool()));
      case Selection.Unavailable _ ->
          refused(
              Outcome.POOL_UNAVAILABLE,
              true,
              "no endpoint of pool %s can serve this call".formatted(pool()));
    };
  }

  /**
   * Reserves a slot for the link that will take over.
   *
   * @param without endpoints that are to be left, and not their links alone
   */
  Optional<Lease> next(Set<String> without) {
    return reserve(without, false) instanceof Selection.Reserved reserved
        ? Optional.of(reserved.lease())
        : Optional.empty();
  }

  /**
   * The endpoint failed this session, which looks for another from here on.
   *
   * @param forGood whether it is not to be asked again, even where there is no other
   */
  void lost(String endpoint, boolean forGood) {
    seek(true);
    retrying = true;
    (forGood ? excluded : avoided).add(endpoint);
  }

  /** A link works. */
  void proven() {
    retrying = false;
    avoided.clear();
  }

  /** An endpoint serves. */
  void served() {
    served = true;
  }

  /** It has a slot, or wants none any more. */
  void over() {
    seek(false);
  }

  /** A call that begins does not wait for a slot longer than it wants; one that runs must. */
  private boolean isPatienceOver() {
    return !served
        && loop.nanoTime() - begunNanos >= plan.claim().maxWaitNanos()
        && !dispatcher.roomComesSoon(plan.requirements());
  }

  private Selection reserve(Set<String> without, boolean again) {
    return dispatcher.reserve(
        new Ask(plan.requirements(), avoided, without, again), loop.nanoTime());
  }

  /** Counts this session among those that look for a slot, or not any more. */
  private void seek(boolean on) {
    if (on != seeking) {
      seeking = on;
      dispatcher.seeking(pool(), on);
    }
  }

  private SessionEvent refused(Outcome outcome, boolean forGood, String detail) {
    Ending.Shortage shortage = new Ending.Shortage(pool(), 0);
    return new SessionEvent.SlotRefused(
        new Ending(outcome, detail, shortage), forGood, loop.nanoTime());
  }

  private String pool() {
    return plan.requirements().pool();
  }
}
