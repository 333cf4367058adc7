package dev.stenogate.client;

import java.util.concurrent.TimeUnit;

/** Time that stands still until a test moves it. One sleeper at a time. */
public final class ManualTicker implements Ticker {
  private long nanos = 1_000_000_000_000L; // Not 0: nobody may take it for a moment of its own.
  private long wakeNanos = Long.MIN_VALUE;

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void sleep(long sleepNanos) throws InterruptedException {
    wakeNanos = nanos + sleepNanos;
    notifyAll();
    while (nanos < wakeNanos) {
      wait();
    }
    wakeNanos = Long.MIN_VALUE;
  }

  public synchronized void advanceMillis(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    notifyAll();
  }

  /** Waits until somebody sleeps into the future; gives how long, in milliseconds. */
  public synchronized long awaitSleeper() throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (wakeNanos <= nanos) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("nobody slept within 10 s");
      }
      wait(100);
    }
    return TimeUnit.NANOSECONDS.toMillis(wakeNanos - nanos);
  }
}
