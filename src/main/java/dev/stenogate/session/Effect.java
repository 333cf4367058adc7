package dev.stenogate.session;

/** What the session's driver has to do after a step, in order. */
sealed interface Effect {
  /**
   * Ask for a slot; answered by {@link SessionEvent.SlotGiven} or {@link SessionEvent.SlotRefused}.
   */
  record TakeSlot() implements Effect {}

  /** Open a link on the slot's endpoint. */
  record OpenLink() implements Effect {}

  /** Close the link and give the slot back, as far as there are any. */
  record LeaveEndpoint(Trouble trouble) implements Effect {}

  /** Tell the caller that a model listens, and begin. */
  record Announce() implements Effect {}

  /** Tell the caller of the change, and give the new link the open utterance from its start. */
  record Replay() implements Effect {}

  /** End the call well. */
  record Complete() implements Effect {}

  /** End the call with the ending's status. */
  record Fail(Ending ending) implements Effect {}
}
