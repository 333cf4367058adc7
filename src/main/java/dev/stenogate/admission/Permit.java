package dev.stenogate.admission;

import java.util.concurrent.CompletionStage;

/** A tenant's right to one session. Owned by that session. Thread-safe; never blocks. */
public interface Permit {
  /** Whether audio has to be drawn before it is heard; false: there is no limit on it. */
  boolean limitsAudio();

  /**
   * Draws audio ahead of hearing it. The stage never fails, and comes to its end within 1 s, on any
   * thread.
   *
   * @param audioMillis above 0
   */
  CompletionStage<Draw> draw(long audioMillis);

  /**
   * Gives it back. Once; a second time is a defect.
   *
   * @param unheardMillis audio that was drawn and not heard
   */
  void release(long unheardMillis);

  /** What came of drawing audio. */
  sealed interface Draw {
    record Granted(long audioMillis) implements Draw {}

    /** Nothing was drawn. */
    record Refused(Exceeded exceeded) implements Draw {}
  }
}
