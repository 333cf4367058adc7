package dev.stenogate.cluster;

/** One thread with a clock. */
interface Ticker {
  /** Monotonic. */
  long nanoTime();

  /** Runs it soon. Callable from any thread. */
  void execute(Runnable task);

  /** Runs it after that time, at least 1 ms. */
  void after(long nanos, Runnable task);
}
