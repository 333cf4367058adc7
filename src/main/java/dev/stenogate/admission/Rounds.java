package dev.stenogate.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Serves the line of one pool in rounds, one at a time, on whichever thread asks first. The lock
 * guards the line only: waiters are called outside of it. Thread-safe.
 */
final class Rounds {
  /** Slots of other replicas, or of calls that have ended, come within this, or not soon, 1 s. */
  static final long SOON_NANOS = 1_000_000_000L;

  private final WaitingLimits limits;
  private final LongSupplier nanoTime;
  private final IntConsumer waiting;
  private final WaitingLine line; // guarded by itself
  private final AtomicInteger asked = new AtomicInteger(); // rounds that are still to be run
  private volatile long lastNanos;

  /**
   * @param waiting hears how many wait after each round
   */
  Rounds(WaitingLimits limits, LongSupplier nanoTime, IntConsumer waiting) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.waiting = waiting;
    this.line = new WaitingLine(limits);
    this.lastNanos = nanoTime.getAsLong();
  }

  void join(Ticket ticket) {
    synchronized (line) {
      line.join(ticket);
    }
    run();
  }

  boolean leave(Ticket ticket) {
    boolean left;
    synchronized (line) {
      left = line.leave(ticket);
    }
    if (left) {
      run(); // Others have come nearer.
    }
    return left;
  }

  int waiting() {
    synchronized (line) {
      return line.size();
    }
  }

  /** Nanoseconds since the last round. */
  long agoNanos() {
    return nanoTime.getAsLong() - lastNanos;
  }

  /** Runs a round; where one is being run, whoever runs it runs another after it. */
  void run() {
    if (asked.getAndIncrement() > 0) {
      return;
    }
    try {
      for (int due = 1; due > 0; due = asked.addAndGet(-due)) {
        round();
      }
    } catch (RuntimeException | Error defect) {
      asked.set(0); // Or nobody would ever be served again.
      throw defect;
    }
  }

  private void round() {
    lastNanos = nanoTime.getAsLong();
    List<Ticket> order = order();
    Map<Object, Attempt> inVain = new HashMap<>(); // by need
    int slots = 0;
    for (Ticket ticket : order) {
      boolean served = guarded(ticket, () -> offer(ticket, inVain));
      slots += served && !ticket.fresh ? 1 : 0;
    }
    end(order, slots);
  }

  /** Asks a waiter. One that throws is out of the line, and false; the round is for the others. */
  private boolean guarded(Ticket ticket, BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (RuntimeException defect) {
      synchronized (line) {
        line.leave(ticket);
      }
      ticket.waiter.failed(defect);
      return false;
    }
  }

  /** Gives whether it goes with a slot. */
  private boolean offer(Ticket ticket, Map<Object, Attempt> inVain) {
    Attempt known = inVain.get(ticket.waiter.needs());
    if (known != null) {
      ticket.last = known; // Who comes later has no better right.
      return false;
    }
    if (!contains(ticket)) {
      return false;
    }
    ticket.last = ticket.waiter.tryTake(limits.heldBack(ticket.priority()));
    if (ticket.last instanceof Attempt.Taken) {
      return handOver(ticket);
    }
    inVain.put(ticket.waiter.needs(), ticket.last);
    return false;
  }

  private boolean handOver(Ticket ticket) {
    boolean stayed;
    synchronized (line) {
      stayed = line.serve(ticket);
    }
    if (!stayed) {
      ticket.waiter.giveBack();
      return false;
    }
    try {
      ticket.waiter.served();
      return true;
    } catch (RuntimeException defect) {
      ticket.waiter.giveBack();
      throw defect;
    }
  }

  private void end(List<Ticket> order, int slots) {
    long now = nanoTime.getAsLong();
    Set<Ticket> due = new HashSet<>();
    for (Ticket ticket : order) {
      if (ticket.isDue(now) && !lingers(ticket, now)) {
        due.add(ticket);
      }
    }
    Map<Ticket, Refusal> refused;
    int size;
    synchronized (line) {
      refused = line.close(order, due, slots, now);
      size = line.size();
    }
    waiting.accept(size);
    refused.forEach(
        (ticket, refusal) ->
            guarded(
                ticket,
                () -> {
                  ticket.waiter.refused(refusal);
                  return true;
                }));
  }

  private boolean lingers(Ticket ticket, long now) {
    return ticket.waitedNanos(now) < SOON_NANOS
        && ticket.last instanceof Attempt.Full
        && guarded(ticket, ticket.waiter::roomComesSoon);
  }

  private List<Ticket> order() {
    synchronized (line) {
      return line.order();
    }
  }

  private boolean contains(Ticket ticket) {
    synchronized (line) {
      return line.contains(ticket);
    }
  }
}
