package dev.stenogate.localstack.vllm;

/** Time and the one loop that the engine lives on; a test drives it by hand. */
interface EngineClock {
  /** Now, in nanoseconds from any fixed point. On the loop. */
  long nanoTime();

  /** Runs a task on the loop at a time, at once if it has passed. Never before this returns. */
  void at(long nanoTime, Runnable task);

  /** Runs a task on the loop soon. From any thread. */
  void hop(Runnable task);
}
