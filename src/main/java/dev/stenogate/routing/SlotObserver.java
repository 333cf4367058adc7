package dev.stenogate.routing;

/** Hears how the division of slots among replicas goes. Called on one thread; must not block. */
public interface SlotObserver {
  /** Hears nothing. */
  SlotObserver NONE = new SlotObserver() {};

  /** Rights were compared with those of the other replicas; it took so long. */
  default void synced(long nanos) {}

  /** Those who divide the slots cannot be reached: rights stay as they are. */
  default void lost() {}

  /** They can be reached again. */
  default void recovered() {}

  /**
   * The replica's rights on an endpoint changed.
   *
   * @param by slots more; below 0: fewer
   */
  default void moved(String endpoint, int by) {}

  /** So many sessions have to leave an endpoint: others have their slots by right. */
  default void shed(String endpoint, int sessions) {}
}
