package dev.stenogate.client.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, as an argument. */
@FunctionalInterface
interface Interrupts {
  /**
   * Asks to be called at every Ctrl-C, on any thread, until the registration is closed.
   *
   * @param onInterrupt must not block
   */
  Registration listen(Runnable onInterrupt);

  /** Ends the listening. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Nobody interrupts. */
  static Interrupts none() {
    return _ -> () -> {};
  }

  /**
   * The process's. The JDK has no public way to handle a signal, but runs shutdown hooks at SIGINT
   * and SIGTERM and waits for them: the hook is the first Ctrl-C, and the process ends with {@link
   * ExitCode#INTERRUPTED} when the registration is closed, after {@code patience} at the latest.
   * The virtual machine swallows a second Ctrl-C while it shuts down, so {@code patience} stands in
   * for it.
   */
  static Interrupts system(Duration patience) {
    return onInterrupt -> {
      var finished = new CountDownLatch(1);
      var hook =
          new Thread(
              () -> {
                onInterrupt.run();
                awaitQuietly(finished, patience);
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.value());
              },
              "interrupt");
      Runtime.getRuntime().addShutdownHook(hook);
      return () -> {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          finished.countDown(); // The hook runs, and waits for this.
        }
      };
    };
  }

  private static void awaitQuietly(CountDownLatch latch, Duration patience) {
    try {
      var _ = latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
