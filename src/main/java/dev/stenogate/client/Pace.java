package dev.stenogate.client;

/** How fast audio is sent. One use is for one transcription. */
@FunctionalInterface
public interface Pace {
  /**
   * Waits until audio may be sent.
   *
   * @param offsetNanos where the audio begins, in nanoseconds from the first that was sent; never
   *     goes back
   */
  void awaitDue(long offsetNanos) throws InterruptedException;

  /** As fast as the server takes it. */
  static Pace unpaced() {
    return _ -> {};
  }

  /**
   * As fast as it was spoken, counted from the first message, so that neither a slow server nor a
   * late wake-up adds up: what is overdue is sent at once, as a microphone's backlog would be.
   */
  static Pace realTime(Ticker ticker) {
    return new Pace() {
      private long startNanos;
      private boolean started;

      @Override
      public void awaitDue(long offsetNanos) throws InterruptedException {
        if (!started) {
          started = true;
          startNanos = ticker.nanos() - offsetNanos;
        }
        var leftNanos = startNanos + offsetNanos - ticker.nanos();
        if (leftNanos > 0) {
          ticker.sleep(leftNanos);
        }
      }
    };
  }
}
