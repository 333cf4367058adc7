package dev.stenogate.session;

/** What moves a session from one state to another; a handful in its life. */
sealed interface SessionEvent {
  /** The caller's start was accepted. First, once. */
  record Begun() implements SessionEvent {}

  /** The session holds a slot. */
  record SlotGiven(long nowNanos) implements SessionEvent {}

  /**
   * There is no slot.
   *
   * @param forGood no endpoint is left that this call may use
   */
  record SlotRefused(Ending ending, boolean forGood, long nowNanos) implements SessionEvent {}

  /** The pause before the next try is over. */
  record PauseOver() implements SessionEvent {}

  /** The model accepted the link. */
  record LinkReady() implements SessionEvent {}

  /** The link is of no more use. */
  record LinkFailed(Trouble trouble, long nowNanos) implements SessionEvent {}

  /** The link is too old, nobody speaks, and there is no second slot: its own gets a new one. */
  record LinkOutlived(long nowNanos) implements SessionEvent {}

  /** The link does work: a segment became final, or it has stood for a minute. */
  record LinkProven() implements SessionEvent {}

  /** The caller half-closed. */
  record AudioEnded() implements SessionEvent {}

  /** Everything that was received is final or silence, and no more will come. */
  record AllFinal() implements SessionEvent {}

  /** The session cannot go on, for a reason that is not the link's. */
  record Broken(Ending ending) implements SessionEvent {}

  /** Time passed. */
  record Ticked(long nowNanos) implements SessionEvent {}
}
