package dev.stenogate.session;

import dev.stenogate.admission.Attempt;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Place;
import dev.stenogate.admission.Refusal;
import dev.stenogate.admission.Ticket;
import dev.stenogate.admission.Waiter;
import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Selection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * A session's wait for its first slot, and what its caller is told meanwhile. Lives on the
 * session's loop; only as a {@link Waiter} it is called on any thread, and hops.
 */
final class SlotWait {
  private static final long SECOND = 1_000_000_000L;

  /** The caller hears of its place at most so often, once a second. */
  private static final long NEWS_NANOS = SECOND;

  /** An estimate is news if it differs by a quarter, and at least so much, 1 s. */
  private static final long DIFFERENCE_NANOS_MIN = SECOND;

  /** Hears how it ends, once, on the session's loop; also when the session ended meanwhile. */
  interface Listener {
    /** The slot is the session's from here on. */
    void onSlot(Lease lease);

    /** There is none. */
    void onRefused(Ending ending);

    /** There is none, because this gateway's own code failed. */
    void onDefect(RuntimeException defect);
  }

  private final SessionPlan plan;
  private final Loop loop;
  private final Session.Surroundings shared;
  private final Listener listener;
  private final List<String> endpoints; // that will do
  private Ticket ticket; // null while it does not wait
  private Optional<Place> told = Optional.empty();
  private long toldNanos;

  SlotWait(SessionPlan plan, Loop loop, Session.Surroundings shared, Listener listener) {
    this.plan = plan;
    this.loop = loop;
    this.shared = shared;
    this.listener = listener;
    this.endpoints = shared.dispatcher().endpointsFor(plan.requirements());
  }

  /** Takes a place in the line. Once. */
  void begin() {
    ticket = shared.waitingRoom().join(pool(), plan.claim(), new Hand());
  }

  /** Whether the answer is still to come. */
  boolean isOn() {
    return ticket != null;
  }

  /** Looks whether there is a slot, lest one that came free went unheard. */
  void look() {
    shared.waitingRoom().look(ticket);
  }

  /** Gives the place up, if there is one. */
  void leave() {
    if (ticket != null) {
      shared.waitingRoom().leave(ticket);
      ticket = null;
    }
  }

  /** What the caller should know by now and was not told. */
  Optional<Reply> news(long now) {
    Optional<Place> place = ticket.place();
    boolean asked = plan.claim().maxWaitNanos() > 0; // Else it is only a moment.
    boolean due = told.isEmpty() || now - toldNanos >= NEWS_NANOS;
    if (!asked || !due || place.isEmpty() || !isNews(place.get())) {
      return Optional.empty();
    }
    told = place;
    toldNanos = now;
    return Optional.of(new Reply.Queued(place.get().before(), place.get().waitNanos()));
  }

  private boolean isNews(Place place) {
    return told.isEmpty()
        || told.get().before() != place.before()
        || differs(told.get().waitNanos(), place.waitNanos());
  }

  private static boolean differs(OptionalLong before, OptionalLong now) {
    if (before.isEmpty() || now.isEmpty()) {
      return before.isPresent() != now.isPresent();
    }
    long difference = Math.abs(now.getAsLong() - before.getAsLong());
    return difference >= Math.max(DIFFERENCE_NANOS_MIN, before.getAsLong() / 4);
  }

  private void answered() {
    ticket = null;
  }

  private Ending ending(Refusal refusal) {
    Ending.Shortage shortage = new Ending.Shortage(pool(), refusal.retryNanos());
    return switch (refusal) {
      case Refusal.PoolFull full -> new Ending(Outcome.POOL_FULL, inVain(full), shortage);
      case Refusal.LineFull full ->
          new Ending(
              Outcome.POOL_FULL,
              "%d calls wait for a slot of pool %s (expected: fewer)"
                  .formatted(full.callsMax(), pool()),
              shortage);
      case Refusal.TenantLimit limit ->
          new Ending(
              Outcome.TENANT_LIMIT,
              "%d calls of tenant %s wait for a slot of pool %s (expected: fewer)"
                  .formatted(limit.callsMax(), limit.tenant(), pool()),
              new Ending.Limited(
                  limit.tenant(), Limit.WAITING, limit.callsMax(), pool(), refusal.retryNanos()));
      case Refusal.NoneServes none ->
          new Ending(
              Outcome.POOL_UNAVAILABLE,
              (none.waitedNanos() == 0 ? "" : "waited %s; ".formatted(seconds(none.waitedNanos())))
                  + "no endpoint of pool %s can serve this call".formatted(pool()),
              shortage);
    };
  }

  private String inVain(Refusal.PoolFull full) {
    return full.waitedNanos() == 0
        ? "no slot of pool %s is free for this call (it has %d)".formatted(pool(), full.slots())
        : "waited %s for a slot of pool %s, %s before it"
            .formatted(
                seconds(full.waitedNanos()),
                pool(),
                full.before() == 1 ? "1 call is" : full.before() + " calls are");
  }

  private static String seconds(long nanos) {
    return nanos < SECOND ? nanos / 1_000_000 + " ms" : nanos / SECOND + " s";
  }

  private String pool() {
    return plan.requirements().pool();
  }

  /** What the waiting room holds of it. */
  private final class Hand implements Waiter {
    private Lease lease; // between a try and what follows, which are of one thread

    /** However the caller spells it: what decides is which endpoints will do. */
    @Override
    public Object needs() {
      return endpoints;
    }

    @Override
    public Attempt tryTake(double heldBack) {
      Ask ask = new Ask(plan.requirements(), Set.of(), Set.of(), false, heldBack);
      return switch (shared.dispatcher().reserve(ask, loop.nanoTime())) {
        case Selection.Reserved reserved -> {
          lease = reserved.lease();
          yield new Attempt.Taken();
        }
        case Selection.Full full -> new Attempt.Full(full.slots());
        case Selection.Throttled _, Selection.Unavailable _ -> new Attempt.NoneServes();
      };
    }

    @Override
    public boolean roomComesSoon() {
      return shared.dispatcher().roomComesSoon(plan.requirements());
    }

    @Override
    public void served() {
      Lease own = lease;
      loop.execute(
          () -> {
            answered();
            listener.onSlot(own);
          });
    }

    @Override
    public void giveBack() {
      lease.release();
    }

    @Override
    public void refused(Refusal refusal) {
      Ending ending = ending(refusal);
      loop.execute(
          () -> {
            answered();
            listener.onRefused(ending);
          });
    }

    @Override
    public void failed(RuntimeException defect) {
      try {
        loop.execute(
            () -> {
              answered();
              listener.onDefect(defect);
            });
      } catch (RejectedExecutionException stopped) { // With its loop, the session is gone.
        shared.observer().defect(plan, defect);
      }
    }
  }
}
