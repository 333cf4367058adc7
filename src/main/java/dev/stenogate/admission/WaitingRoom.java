package dev.stenogate.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;

/**
 * Where every new call takes its slot: it is put in its place in the line of its pool, and then the
 * line is served in fair order. So a call that finds no line and a free slot has it at once, and
 * nobody is overtaken by one who wants the same. Thread-safe; touched when a call begins, when a
 * slot comes free, and four times a second while calls wait.
 */
public final class WaitingRoom {
  /** A line is looked at again in this period, 250 ms, for slots that came free unheard. */
  private static final long TICK_NANOS = 250_000_000L;

  private final WaitingLimits limits;
  private final LongSupplier nanoTime;
  private final Map<String, Rounds> pools = new ConcurrentHashMap<>();
  private volatile ObjIntConsumer<String> changed = (_, _) -> {};

  /**
   * @param nanoTime monotonic
   */
  public WaitingRoom(WaitingLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /**
   * Who hears how many calls wait for a slot of a pool, after each round. Called on any thread,
   * with nothing locked; must not block.
   */
  public void onWaiting(ObjIntConsumer<String> listener) {
    changed = listener;
  }

  /**
   * Puts a call in its place, and serves the line. Its waiter may hear of it before this returns.
   *
   * @param pool one of the configured ones: what is kept of it is kept for good
   */
  public Ticket join(String pool, Claim claim, Waiter waiter) {
    Ticket ticket = new Ticket(pool, claim, waiter, nanoTime.getAsLong());
    pools.computeIfAbsent(pool, this::rounds).join(ticket);
    return ticket;
  }

  private Rounds rounds(String pool) {
    return new Rounds(limits, nanoTime, calls -> changed.accept(pool, calls));
  }

  /**
   * Gives a place up at once. Gives whether the call was still in the line; if not, its waiter
   * heard or will hear that it was served or refused.
   */
  public boolean leave(Ticket ticket) {
    return pools.get(ticket.pool).leave(ticket);
  }

  /** Serves the line that a call stands in, unless that was done a moment ago, and in time. */
  public void look(Ticket ticket) {
    Rounds rounds = pools.get(ticket.pool);
    if (rounds.agoNanos() >= TICK_NANOS || ticket.isDue(nanoTime.getAsLong())) {
      rounds.run();
    }
  }

  /** There may be a free slot in that pool. */
  public void freed(String pool) {
    Rounds rounds = pools.get(pool);
    if (rounds != null && rounds.waiting() > 0) {
      rounds.run();
    }
  }

  /** Calls that wait for a slot of that pool now. */
  public int waiting(String pool) {
    Rounds rounds = pools.get(pool);
    return rounds == null ? 0 : rounds.waiting();
  }
}
