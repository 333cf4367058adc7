package dev.stenogate.session;

/** What the session's driver has to do after a step, in order. */
sealed interface Effect {
  /**
   * Wait for a slot among all calls that want one, as long as this one is willing to; answered
   * later by {@link SessionEvent.SlotGiven} or {@link SessionEvent.SlotRefused}.
   */
  record AwaitSlot() implements Effect {}

  /**
   * Take a slot if there is one now; answered by {@link SessionEvent.SlotGiven} or {@link
   * SessionEvent.SlotRefused}.
   */
  record TakeSlot() implements Effect {}

  /** Open a link on the slot's endpoint. */
  record OpenLink() implements Effect {}

  /** Close the link and, when the model has let it go, open another on the same slot. */
  record RenewLink() implements Effect {}

  /** Close the link and have the slot given back, as far as there are any. */
  record LeaveEndpoint(Trouble trouble) implements Effect {}

  /**
   * Wait before the next try; answered by {@link SessionEvent.PauseOver}, or at once by {@link
   * SessionEvent.LinkReady} where another link stands ready.
   *
   * @param tries pauses before this one
   */
  record Pause(int tries) implements Effect {}

  /** Tell the caller that nothing serves at the moment. */
  record TellWaiting() implements Effect {}

  /** Tell the caller that a model listens, and begin. */
  record Announce() implements Effect {}

  /**
   * Tell the caller of the change, and give the new link the open utterance from its start.
   *
   * @param trouble why the old link was left; null: it was renewed
   */
  record Replay(Trouble trouble) implements Effect {}

  /** End the call well. */
  record Complete() implements Effect {}

  /** End the call with the ending's status. */
  record Fail(Ending ending) implements Effect {}
}
