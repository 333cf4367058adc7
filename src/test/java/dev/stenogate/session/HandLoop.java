package dev.stenogate.session;

import java.util.PriorityQueue;

/** A loop and a clock that a test drives by hand: nothing happens until time is moved. */
final class HandLoop implements Loop {
  private record Task(long atNanos, long order, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowNanos;
  private long order;

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Timer every(long periodNanos, Runnable task) {
    boolean[] cancelled = {false};
    after(
        periodNanos,
        new Runnable() {
          @Override
          public void run() {
            if (!cancelled[0]) {
              after(periodNanos, this);
              task.run();
            }
          }
        });
    return () -> cancelled[0] = true;
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    boolean[] cancelled = {false};
    Runnable unlessCancelled =
        () -> {
          if (!cancelled[0]) {
            task.run();
          }
        };
    tasks.add(new Task(nowNanos + nanos, order++, unlessCancelled));
    return () -> cancelled[0] = true;
  }

  /** Moves time, and does everything that falls into it. */
  void pass(long nanos) {
    long until = nowNanos + nanos;
    while (!tasks.isEmpty() && tasks.peek().atNanos() <= until) {
      Task next = tasks.remove();
      nowNanos = next.atNanos();
      next.work().run();
    }
    nowNanos = until;
  }

  void passMillis(long millis) {
    pass(millis * 1_000_000);
  }
}
