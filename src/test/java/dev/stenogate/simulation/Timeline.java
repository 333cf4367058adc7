package dev.stenogate.simulation;

import java.util.PriorityQueue;
import java.util.function.Supplier;

/** Simulated time: what is to happen, in order. Events at the same time happen as they were put. */
final class Timeline {
  private static final class Event implements Comparable<Event> {
    final long atNanos;
    final long order;
    final Runnable work;

    Event(long atNanos, long order, Runnable work) {
      this.atNanos = atNanos;
      this.order = order;
      this.work = work;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final double NANOS_PER_MILLI = 1e6;

  private final PriorityQueue<Event> events = new PriorityQueue<>(256);
  private final boolean traced;
  private long nowNanos;
  private long order;
  private long happened;

  /**
   * @param traced whether what happens is printed
   */
  Timeline(boolean traced) {
    this.traced = traced;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Events so far. */
  long happened() {
    return happened;
  }

  /** Does it so much later. */
  void after(long nanos, Runnable work) {
    at(nowNanos + nanos, work);
  }

  /** Does it then; now if that has passed. */
  void at(long atNanos, Runnable work) {
    events.add(new Event(Math.max(atNanos, nowNanos), order++, work));
  }

  /** Lets the next event happen. False if there is none up to then, and time is then. */
  boolean step(long untilNanos) {
    Event next = events.peek();
    if (next == null || next.atNanos > untilNanos) {
      nowNanos = Math.max(nowNanos, untilNanos);
      return false;
    }
    events.remove();
    nowNanos = next.atNanos;
    happened++;
    next.work.run();
    return true;
  }

  /** A line of the world's log. */
  void trace(Supplier<String> line) {
    if (traced) {
      System.out.printf("%12.3f ms  %s%n", nowNanos / NANOS_PER_MILLI, line.get());
    }
  }
}
