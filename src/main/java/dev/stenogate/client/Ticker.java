package dev.stenogate.client;

import java.util.concurrent.TimeUnit;

/** Time that passes, as an argument. */
public interface Ticker {
  /** Nanoseconds since some moment; never goes back. */
  long nanos();

  /** Waits for so many nanoseconds of this ticker. */
  void sleep(long nanos) throws InterruptedException;

  /** The machine's. */
  static Ticker system() {
    return new Ticker() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
      }
    };
  }
}
