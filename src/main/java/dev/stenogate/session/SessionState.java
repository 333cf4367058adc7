package dev.stenogate.session;

/**
 * Where a session is in its life. Each state has only the data that it needs; {@link Lifecycle}
 * alone changes it.
 *
 * <pre>
 *  {@link Opening} ──slot──▶ {@link Connecting} ──ready──▶ {@link Streaming} ──half-close──▶ {@link Finishing} ──all final──▶ {@link Ended}
 *     ▲                   │                   │   ▲                   │   ▲
 *     └──────failed───────┘                   └─▶ {@link Recovering} ◀──────┘   (from every state, when the caller or the bounds end it)
 * </pre>
 */
sealed interface SessionState {
  /**
   * Waits for a slot on an endpoint.
   *
   * @param attempt from 1
   * @param last why the attempt before failed, or null
   * @param audioEnded the caller has half-closed already
   */
  record Opening(int attempt, Trouble last, boolean audioEnded) implements SessionState {}

  /** Holds a slot and waits for the model to accept the link, at the latest until the deadline. */
  record Connecting(int attempt, long deadlineNanos, boolean audioEnded) implements SessionState {}

  /**
   * A model listens.
   *
   * @param failures links lost since an utterance was last finished
   */
  record Streaming(int failures) implements SessionState {}

  /**
   * The link was lost in mid-session; waits for a slot and for the model to accept the next link.
   *
   * @param failures links lost since an utterance was last finished, at least 1
   */
  record Recovering(int failures, Trouble last, long deadlineNanos, boolean audioEnded)
      implements SessionState {}

  /** The caller sent all its audio; what is left is being transcribed. */
  record Finishing(int failures) implements SessionState {}

  /** Over. */
  record Ended(Ending ending) implements SessionState {}
}
