package dev.stenogate.session;

/**
 * Where a session is in its life. Each state has only the data that it needs; {@link Lifecycle}
 * alone changes it.
 *
 * <pre>
 *  {@link Opening} ──slot──▶ {@link Connecting} ──ready──▶ {@link Streaming} ──half-close──▶ {@link Finishing} ──all final──▶ {@link Ended}
 *     ▲                   │                   │   ▲                   │   ▲
 *     └──failed, pause────┘                   └─▶ {@link Recovering} ◀──────┘   (from every state, when the caller or the bounds end it)
 * </pre>
 */
sealed interface SessionState {
  /**
   * Waits for a slot on an endpoint, or for the pause after a failure.
   *
   * @param audioEnded the caller has half-closed already
   */
  record Opening(Pursuit pursuit, boolean audioEnded) implements SessionState {}

  /** Holds a slot and waits for the model to accept the link, at the latest until the deadline. */
  record Connecting(Pursuit pursuit, long deadlineNanos, boolean audioEnded)
      implements SessionState {}

  /**
   * A model listens.
   *
   * @param failures links lost since an utterance was last finished
   */
  record Streaming(int failures) implements SessionState {}

  /**
   * There is no link in mid-session: pauses, waits for a slot, or for the model to accept the next
   * link.
   *
   * @param deadlineNanos for the model; {@link Lifecycle#NEVER} while no link is being opened
   */
  record Recovering(Pursuit pursuit, long deadlineNanos, boolean audioEnded)
      implements SessionState {}

  /** The caller sent all its audio; what is left is being transcribed. */
  record Finishing(int failures) implements SessionState {}

  /** Over. */
  record Ended(Ending ending) implements SessionState {}

  /**
   * The search for an endpoint that serves.
   *
   * @param failures links that failed, one after another
   * @param tries pauses so far
   * @param last why the last one failed; null where none did
   * @param cause what the session ends by if the search fails: the last failure that may pass, if
   *     there was any, for a fault of configuration is the whole truth only where all have it
   * @param untilNanos when the search is given up; {@link Lifecycle#NEVER} where nothing failed
   * @param told whether the caller was told that it waits
   */
  record Pursuit(
      int failures, int tries, Trouble last, Trouble cause, long untilNanos, boolean told) {
    /** A search in mid-session; links failed before without an utterance in between. */
    static Pursuit after(int failures) {
      return new Pursuit(failures, failures, null, null, Lifecycle.NEVER, false);
    }

    /** How the session ends where the search does. */
    Ending ending() {
      return cause.ending();
    }

    /** Nothing failed yet. */
    static final Pursuit NEW = new Pursuit(0, 0, null, null, Lifecycle.NEVER, false);

    /** A link failed. */
    Pursuit failed(Trouble trouble, long nowNanos, SessionLimits limits) {
      long until = last == null ? nowNanos + limits.recoveryNanos() : untilNanos;
      boolean passed = cause != null && !cause.isConfiguration();
      Trouble why = passed && trouble.isConfiguration() ? cause : trouble;
      return new Pursuit(failures + 1, tries + 1, trouble, why, until, told);
    }

    /** The same, when the caller knows. */
    Pursuit asTold() {
      return new Pursuit(failures, tries, last, cause, untilNanos, true);
    }

    /** There was no slot. */
    Pursuit waited() {
      return new Pursuit(failures, tries + 1, last, cause, untilNanos, true);
    }

    boolean isOver(long nowNanos) {
      return untilNanos != Lifecycle.NEVER && nowNanos - untilNanos >= 0;
    }

    /** Until when a link that is opened now may take. */
    long linkDeadlineNanos(long nowNanos, SessionLimits limits) {
      long deadline = nowNanos + limits.connectNanos();
      boolean sooner = untilNanos != Lifecycle.NEVER && untilNanos - deadline < 0;
      return sooner ? untilNanos : deadline;
    }
  }
}
