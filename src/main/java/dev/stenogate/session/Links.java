package dev.stenogate.session;

import dev.stenogate.routing.Decision;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.RetryBudget;
import dev.stenogate.upstream.Signal;
import java.util.Optional;
import java.util.Set;

/**
 * The links of one session and the slots that they stand on: the one that serves, and for a while
 * the one that will take over. Each slot that is taken here is given back here, once, when the
 * model has let its link go.
 */
final class Links {
  /** One session leaves a late endpoint at most so often, every 30 s. */
  private static final RetryBudget LEAVES = RetryBudget.full(1, 30_000_000_000L);

  /** Hears the links' signals, on the session's loop. */
  interface Listener {
    /** Does work that comes from outside; a defect in it ends the session, not the loop. */
    void guarded(Runnable work);

    /** Of the link that serves. */
    void onSignal(Signal signal);

    /** Another link could take over now, between two utterances. */
    void onNextReady();

    /** The slot of the link that serves belongs to another replica. */
    void onSlotLost();
  }

  private final SessionPlan plan;
  private final Loop loop;
  private final Session.Surroundings shared;
  private final Listener listener;
  private final Rollover rollover;
  private final SlotSearch search;
  private RetryBudget leaves = LEAVES;
  private Lease slot; // taken last; its link opens in the same step
  private HeldLink held; // serves, or will
  private HeldLink renewed; // its slot gets the next link
  private String endpoint = "";
  private Decision route; // of the endpoint; null: none yet
  private int opened;

  Links(SessionPlan plan, Loop loop, Session.Surroundings shared, Listener listener) {
    this.plan = plan;
    this.loop = loop;
    this.shared = shared;
    this.listener = listener;
    this.rollover = new Rollover(shared.limits().linkAgeNanos());
    this.search = new SlotSearch(plan, loop, shared.dispatcher());
  }

  /** The operator's name of the endpoint that serves or served last; empty: none yet. */
  String endpointName() {
    return endpoint;
  }

  Endpoint endpoint() {
    return held.endpoint();
  }

  HeldLink held() {
    return held;
  }

  /** Why that one; null: none yet. */
  Decision route() {
    return route;
  }

  /** Links opened so far. */
  int opened() {
    return opened;
  }

  /** Makes a slot that was reserved this session's own. */
  SessionEvent given(Lease lease) {
    slot = lease;
    endpoint = slot.endpoint().name();
    search.over();
    return new SessionEvent.SlotGiven(loop.nanoTime());
  }

  /** Takes a slot if there is one. */
  SessionEvent takeSlot() {
    return search.look(this::given);
  }

  void open() {
    held = open(slot);
  }

  /** Puts a new link on the slot of the old one, once the model has let the old one go. */
  void renew() {
    HeldLink old = held;
    held = null;
    renewed = old;
    old.giveUp(lease -> loop.execute(() -> inherit(old, lease)));
  }

  private void inherit(HeldLink old, Lease lease) {
    if (renewed == old) {
      renewed = null;
      listener.guarded(() -> held = open(lease));
    } else {
      lease.release(); // The endpoint was left meanwhile, or the call is over.
    }
  }

  /**
   * Closes the link and gives the slot back.
   *
   * @param trouble what the endpoint did; null: it is not to blame
   * @param running whether the caller was told of an endpoint before: then one that turns out to be
   *     misconfigured is asked again, in the end, because the call has nothing to lose
   */
  void leave(Trouble trouble, boolean running) {
    HeldLink left = held;
    held = null;
    renewed = null;
    if (trouble != null) {
      // Before the slot is free for those who wait.
      search.lost(endpoint, trouble.isConfiguration() && !running);
    }
    if (left != null) {
      if (trouble != null) {
        blame(left, trouble);
      }
      left.giveUp();
    }
    if (trouble != null) {
      shared.observer().linkFailed(plan, endpoint, trouble.label(), trouble.detail());
    }
  }

  /** The link works. */
  void proven() {
    search.proven();
  }

  /** The link that is held serves from now on. */
  void serving() {
    search.served();
    endpoint = held.endpoint().name();
    route = held.lease().decision();
    rollover.drop();
    rollover.linked(loop.nanoTime(), shared.chance().get());
  }

  /** No other link is to take over. */
  void dropNext() {
    rollover.drop();
  }

  /** The session ends. */
  void over() {
    search.over();
    rollover.drop();
  }

  /** Takes the link that stands ready, in the place of one that was lost. */
  boolean adoptNext() {
    if (!rollover.canTakeOver()) {
      rollover.drop();
      return false;
    }
    held = rollover.take();
    search.over();
    return true;
  }

  /** Whether a link stands ready to take over between two utterances. */
  boolean canRoll() {
    return rollover.canTakeOver();
  }

  /** Lets the next link serve, and gives the old one up. */
  void roll() {
    HeldLink old = held;
    held = rollover.take();
    old.giveUp();
    shared.observer().linkRolled(plan, old.endpoint().name(), held.endpoint().name());
    serving();
  }

  /** Looks for the next link in time. Gives whether the old slot must get a new link instead. */
  boolean replaceInTime(long now) {
    if (rollover.isLate(now)) {
      failNext(Trouble.connectTimeout(shared.limits().connectNanos()));
    }
    boolean draining = shared.dispatcher().isDraining(endpoint);
    boolean leaves = draining || (rollover.mayLook(now) && shouldMove(now));
    if (rollover.isDue(leaves, now)) {
      Optional<Lease> lease = search.next(leaves ? Set.of(endpoint) : Set.of());
      if (lease.isPresent()) {
        rollover.opening(open(lease.get()), now + shared.limits().connectNanos());
      } else {
        rollover.postpone(now);
      }
    }
    return !draining && rollover.isOverdue(now);
  }

  boolean hasRoomElsewhere() {
    return shared.dispatcher().hasRoomElsewhere(plan.requirements(), endpoint, loop.nanoTime());
  }

  boolean mayLeave() {
    long now = loop.nanoTime();
    boolean may = leaves.allows(now) && shared.dispatcher().mayLeave(endpoint, now);
    leaves = may ? leaves.spend(now) : leaves;
    return may;
  }

  private boolean shouldMove(long now) {
    return rollover.isSettled(now)
        ? shared.dispatcher().shouldMove(plan.requirements(), endpoint, now)
        : shared.dispatcher().mustMove(plan.requirements(), endpoint, now);
  }

  private HeldLink open(Lease lease) {
    opened++;
    shared.observer().routed(plan, lease.endpoint().name(), lease.decision());
    HeldLink link =
        HeldLink.open(
            lease,
            shared.upstreams().apply(lease.endpoint()),
            loop.nanoTime(),
            (from, signal) -> loop.execute(() -> onSignal(from, signal)));
    lease.onRevoked(() -> loop.execute(() -> onSlotLost(link)));
    return link;
  }

  private void onSlotLost(HeldLink on) {
    if (on == held) {
      listener.guarded(listener::onSlotLost);
    } else if (rollover.isNext(on)) {
      listener.guarded(() -> failNext(Trouble.slotLost()));
    }
  }

  private void onSignal(HeldLink from, Signal signal) {
    if (from == held) {
      listener.guarded(() -> onSignalOfHeld(signal));
    } else if (rollover.isNext(from)) {
      listener.guarded(() -> onSignalOfNext(from, signal));
    } // A link that was given up may still speak.
  }

  private void onSignalOfHeld(Signal signal) {
    if (signal instanceof Signal.Ready) {
      connected(held);
    }
    listener.onSignal(signal);
  }

  private void onSignalOfNext(HeldLink from, Signal signal) {
    switch (signal) {
      case Signal.Ready _ -> {
        connected(from);
        rollover.nextIsReady();
        listener.onNextReady();
      }
      case Signal.Fault fault -> failNext(Trouble.modelError(fault));
      case Signal.Closed closed -> failNext(Trouble.closed(closed));
      case Signal.Writable _, Signal.Delta _, Signal.Done _ -> {}
    }
  }

  private void connected(HeldLink link) {
    long now = loop.nanoTime();
    link.lease().connected(now - link.openedNanos(), now);
  }

  private void failNext(Trouble trouble) {
    HeldLink failed = rollover.take();
    blame(failed, trouble);
    failed.giveUp();
    rollover.postpone(loop.nanoTime());
    shared.observer().linkFailed(plan, failed.endpoint().name(), trouble.label(), trouble.detail());
  }

  private void blame(HeldLink link, Trouble trouble) {
    trouble.failure().ifPresent(f -> link.lease().failed(f, loop.nanoTime()));
  }
}
