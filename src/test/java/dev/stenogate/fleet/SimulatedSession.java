package dev.stenogate.fleet;

import dev.stenogate.routing.Failure;
import dev.stenogate.routing.RetryBudget;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One call at one gateway: as the product's session takes, leaves and changes endpoints. */
final class SimulatedSession {
  private enum State {
    CONNECTING,
    SERVED,
    SEEKING,
    ENDED
  }

  private static final int OPENING_LINKS_MAX = 3;
  private static final long RECOVERY_TICKS = Ticks.ofSeconds(30);
  private static final int CONNECT_TICKS_MAX = 2;
  private static final int BACKOFF_TICKS_MAX = 12;
  private static final int LOOK_TICKS = 3;

  final CallPlan plan;
  private final Router router;
  private final List<Gpu> gpus;
  private final Tally tally;
  private final SplittableRandom chance;
  private final LinkWatch watch = new LinkWatch();
  private final Set<String> avoided = new HashSet<>();
  private final Mover mover;
  private final Others others = new Others();
  private final int phase; // of what is done once a second
  private RetryBudget leaves = RetryBudget.full(1, 30_000_000_000L);
  private State state = State.CONNECTING;
  private Speech speech; // from the first link on
  private Place place;
  private long dueTick; // of the connection, or of the next try
  private long askedTick;
  private long lostTick;
  private int tries;
  private int opened;
  private boolean again;
  private boolean untold = true; // the first text of this link
  private boolean late;

  SimulatedSession(
      CallPlan plan, Place place, Router router, List<Gpu> gpus, Tally tally, long tick) {
    this.plan = plan;
    this.router = router;
    this.gpus = gpus;
    this.tally = tally;
    this.chance = new SplittableRandom(plan.seed() + 1);
    this.mover = new Mover(router, gpus, chance);
    this.phase = chance.nextInt(Ticks.PER_SECOND);
    connect(place, tick);
  }

  /** The caller speaks, and the endpoint learns how much it has to do. */
  void speak(long tick) {
    if (speech == null) {
      return;
    }
    speech.pass(tick);
    Utterance open = speech.open();
    if (state == State.SERVED && open != null && open.due() > 0) {
      gpu().ready(open.due());
    }
  }

  /** What comes of it in this tick. Gives whether the call goes on. */
  boolean go(long tick) {
    switch (state) {
      case CONNECTING -> connecting(tick);
      case SERVED -> served(tick);
      case SEEKING -> seeking(tick);
      case ENDED -> {}
    }
    sample(tick);
    if (state == State.SERVED && speech.isOver(tick)) {
      place.release();
      mover.drop();
      state = State.ENDED;
    }
    return state != State.ENDED;
  }

  private void connect(Place slot, long tick) {
    place = slot;
    opened++;
    askedTick = tick;
    dueTick = tick + 1 + chance.nextInt(CONNECT_TICKS_MAX);
    state = State.CONNECTING;
  }

  private void connecting(long tick) {
    if (tick < dueTick) {
      return;
    }
    if (gpu().isGone()) {
      lose(Failure.BROKEN, tick);
      return;
    }
    place.connected((tick - askedTick) * Ticks.NANOS, tick * Ticks.NANOS);
    state = State.SERVED;
    linked(tick);
    if (speech == null) {
      speech = new Speech(plan.seed(), tick + plan.durationTicks());
      proven();
    }
  }

  private void linked(long tick) {
    watch.linked();
    untold = true;
    mover.linked(tick);
  }

  private void served(long tick) {
    if (gpu().isGone()) {
      lose(Failure.BROKEN, tick);
      return;
    }
    Utterance open = speech.open();
    if (open != null) {
      hear(open, tick);
    }
    if ((tick + phase) % Ticks.PER_SECOND == 0 && open != null) {
      tellLag(tick);
    }
    if ((tick + phase) % LOOK_TICKS == 0) {
      if (open != null && isTrouble(tick)) {
        lose(Failure.SICK, tick);
        return;
      }
      mover.look(place, avoided, tick);
      if (speech.open() == null) {
        mover.takeOver(tick).ifPresent(next -> takeOver(next, tick));
      }
    }
  }

  private void hear(Utterance open, long tick) {
    double due = open.due();
    double written = open.hear(gpu().deltas());
    watch.passed(due, written, gpu().deltas());
    if (due > 0 && !open.isEnded()) {
      watch.late(gpu().latencyMostMillis());
    }
    if (untold && written > 0) {
      untold = false;
      double waited = open.lateTicks(tick) * Ticks.NANOS + gpu().latencyMillis() * 1e6;
      place.firstText((long) waited, tick * Ticks.NANOS);
    }
    if (open.isDone()) {
      double ticks = tick - open.endTick + (written > 0 ? written / gpu().deltas() : 0);
      place.finalised((long) (ticks * Ticks.NANOS), tick * Ticks.NANOS);
      speech.done();
      proven();
    }
  }

  private void tellLag(long tick) {
    long late = watch.takeLatenessNanos();
    if (late >= 0) {
      place.lag(late, tick * Ticks.NANOS);
    }
  }

  private boolean isTrouble(long tick) {
    return watch.isTrouble(speech.waitingTicks(), others, tick * Ticks.NANOS);
  }

  private void takeOver(Place next, long tick) {
    place.release();
    tally.moved();
    place = next;
    linked(tick);
  }

  private void lose(Failure failure, long tick) {
    place.failed(failure, tick * Ticks.NANOS);
    avoided.add(gpu().name());
    place.release();
    place = null;
    mover.drop();
    if (speech == null && opened >= OPENING_LINKS_MAX) {
      tally.refused();
      state = State.ENDED;
      return;
    }
    tally.failedOver();
    lostTick = again ? lostTick : tick;
    tries = again ? tries : 0;
    again = true;
    if (speech != null && speech.open() != null) {
      speech.open().replay();
    }
    router.seeking(true);
    state = State.SEEKING;
    pause(tick);
  }

  private void seeking(long tick) {
    if (tick < dueTick) {
      return;
    }
    Optional<Place> found = router.reserve(avoided, Set.of(), true, tick * Ticks.NANOS);
    if (found.isPresent()) {
      router.seeking(false);
      connect(found.get(), tick);
    } else if (tick - lostTick >= RECOVERY_TICKS) {
      router.seeking(false);
      tally.lost();
      state = State.ENDED;
    } else {
      pause(tick);
    }
  }

  /** Full jitter: 100 ms at most, then twice as much, to 1 s. */
  private void pause(long tick) {
    int most = Math.min(BACKOFF_TICKS_MAX, 1 << Math.min(tries, 4));
    tries++;
    dueTick = tick + 1 + chance.nextInt(most);
  }

  private void proven() {
    again = false;
    tries = 0;
    avoided.clear();
  }

  private void sample(long tick) {
    if (speech == null
        || state == State.ENDED
        || (tick + phase) % Ticks.PER_SECOND != 0
        || !speech.isUnseen()) {
      return;
    }
    double engine = place == null || state != State.SERVED ? 0 : gpu().latencyMillis();
    double millis = speech.lateTicks(tick) * Ticks.MILLIS + engine;
    boolean isFirst = tally.sample(tick, millis, !late);
    late |= isFirst;
  }

  private Gpu gpu() {
    return gpus.get(place.endpoint());
  }

  /** What the watchdog asks. */
  private final class Others implements LinkWatch.Elsewhere {
    @Override
    public boolean hasRoom(long nowNanos) {
      return router.hasRoomElsewhere(place.endpoint(), nowNanos);
    }

    @Override
    public boolean mayLeave(long nowNanos) {
      boolean may = leaves.allows(nowNanos) && router.mayLeave(place.endpoint(), nowNanos);
      leaves = may ? leaves.spend(nowNanos) : leaves;
      return may;
    }
  }
}
