package dev.stenogate.fleet;

import java.util.Optional;
import java.util.Set;

/** One gateway's choice among endpoints, and its view of them. */
interface Router {
  /**
   * A slot, if there is one.
   *
   * @param avoided names of endpoints that come last
   * @param excluded names of endpoints that do not come at all
   * @param again whether a link of this call failed and none served since
   */
  Optional<Place> reserve(Set<String> avoided, Set<String> excluded, boolean again, long nowNanos);

  /**
   * Whether a session should move from there between two utterances; counts as moving.
   *
   * @param settled whether it has been there for a while
   */
  default boolean shouldMove(int endpoint, boolean settled, long nowNanos) {
    return false;
  }

  /** Whether a session that waits for text on this endpoint had better go. */
  boolean hasRoomElsewhere(int endpoint, long nowNanos);

  /** Whether a session may leave this late endpoint now; counts as leaving. */
  boolean mayLeave(int endpoint, long nowNanos);

  /** A session lost its slot and looks for another, or does not any more. */
  void seeking(boolean on);

  void drain(int endpoint, boolean on, long nowNanos);

  /** Slots that this gateway holds. */
  int held(int endpoint);

  /** Sets how many it may hold. Gives what is in force. */
  int allow(int endpoint, int slots);

  /** What the other gateways hold there. */
  void heldElsewhere(int endpoint, int slots);
}
