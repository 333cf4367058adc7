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
   * @param heardMillis audio that was heard of what was drawn, or beyond; 0 where none is drawn.
   *     The rest comes back, with what is on its way to the session
   */
  void release(long heardMillis);

  /** What came of drawing audio. */
  sealed interface Draw {
    record Granted(long audioMillis) implements Draw {}

    /** Nothing was drawn. */
    record Refused(Exceeded exceeded) implements Draw {}
  }
}
