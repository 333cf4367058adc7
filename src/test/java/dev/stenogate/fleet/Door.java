package dev.stenogate.fleet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * How calls come into one gateway: at once, after a wait in line, or by coming back once. They
 * begin to speak when they are served.
 */
final class Door {
  private static final long WAIT_TICKS = Ticks.ofSeconds(10);
  private static final long RETURN_TICKS = Ticks.ofSeconds(5);

  private record Waiting(CallPlan plan, long untilTick) {}

  private final Router router;
  private final Rights rights;
  private final Tally tally;
  private final BiConsumer<CallPlan, Place> in;
  private final Deque<Waiting> line = new ArrayDeque<>();
  private final Deque<Waiting> returning = new ArrayDeque<>();

  /**
   * @param in who takes calls that have a slot
   */
  Door(Router router, Rights rights, Tally tally, BiConsumer<CallPlan, Place> in) {
    this.router = router;
    this.rights = rights;
    this.tally = tally;
    this.in = in;
  }

  /** A call comes. */
  void come(CallPlan plan, long tick) {
    if (!line.isEmpty() || !enter(plan, tick)) {
      if (plan.waits()) {
        line.add(new Waiting(plan, tick + WAIT_TICKS));
      } else {
        returning.add(new Waiting(plan, tick + RETURN_TICKS));
      }
    }
  }

  /** A tick passed. */
  void pass(long tick) {
    while (!returning.isEmpty() && returning.peek().untilTick() <= tick) {
      if (!enter(returning.remove().plan(), tick)) {
        tally.refused();
      }
    }
    while (!line.isEmpty() && enter(line.peek().plan(), tick)) {
      line.remove();
    }
    while (!line.isEmpty() && line.peek().untilTick() <= tick) {
      line.remove();
      tally.refused();
    }
  }

  private boolean enter(CallPlan plan, long tick) {
    Optional<Place> place = router.reserve(Set.of(), Set.of(), false, tick * Ticks.NANOS);
    if (place.isEmpty()) {
      rights.shortage();
      return false;
    }
    in.accept(plan, place.get());
    return true;
  }
}
