package dev.stenogate.session;

/** What moves a session from one state to another; a handful in its life. */
sealed interface SessionEvent {
  /** The caller's start was accepted. First, once. */
  record Begun() implements SessionEvent {}

  /** The session holds a slot. */
  record SlotGiven(long nowNanos) implements SessionEvent {}

  /** There is no slot. */
  record SlotRefused(Ending ending) implements SessionEvent {}

  /** The model accepted the link. */
  record LinkReady() implements SessionEvent {}

  /** The link is of no more use. */
  record LinkFailed(Trouble trouble) implements SessionEvent {}

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
