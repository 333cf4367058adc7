package dev.stenogate.session;

/**
 * The one event loop that a session lives on: where its code runs, and the only clock that it
 * knows.
 */
public interface Loop {
  /** Runs the task on the loop, soon, in the order of the calls. Any thread. */
  void execute(Runnable task);

  /** Whether the calling thread is the loop's now. */
  boolean inLoop();

  /** Monotonic time in nanoseconds, as {@link System#nanoTime}. */
  long nanoTime();

  /**
   * Runs the task on the loop again and again until the timer is cancelled, first after one period.
   */
  Timer every(long periodNanos, Runnable task);

  /** Runs the task on the loop once, so much later, unless the timer is cancelled before. */
  Timer after(long nanos, Runnable task);

  /** A running timer. */
  interface Timer {
    /** Stops it. Idempotent; on the loop. */
    void cancel();
  }
}
