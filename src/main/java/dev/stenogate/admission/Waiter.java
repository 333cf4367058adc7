package dev.stenogate.admission;

/**
 * A call that wants a slot, as the {@link WaitingRoom} knows it. Called by one thread at a time,
 * which may be any; nothing is locked meanwhile; must not block. Exactly one of {@link #served},
 * {@link #refused}, {@link #failed} and its own leave ends it. One that throws is out of the line,
 * and the others are served.
 */
public interface Waiter {
  /** What kind of endpoint it needs. Who needs the same is equal to it, and never overtaken. */
  Object needs();

  /**
   * Takes a slot if there is one for it.
   *
   * @param heldBack share of the slots, 0..1, that must stay free behind it
   */
  Attempt tryTake(double heldBack);

  /** Whether a slot may come free, or from another replica, within a moment. */
  boolean roomComesSoon();

  /** The slot that was taken is its own; if this throws, it is given back. */
  void served();

  /** It had left when the slot was taken: gives that back. */
  void giveBack();

  /** It gets none. */
  void refused(Refusal refusal);

  /** It gets none, because it threw this; also after it left. Must not throw. */
  void failed(RuntimeException defect);
}
