package dev.stenogate.routing;

/**
 * How the slots of the endpoints are divided among the replicas of the gateway. Each replica has
 * rights to a number of slots of each endpoint, in sum no more than the endpoint's cap, and gives
 * slots out of them by itself: no call waits for another machine.
 */
public interface SlotRights extends AutoCloseable {
  /**
   * Begins to tell what this replica is allowed. From its return on the holdings allow no more than
   * this replica has rights to. Called once, before the first call comes.
   */
  void start(Holdings holdings);

  /** Where this replica's rights come from now. Thread-safe. */
  Standing standing();

  /**
   * Gives the rights back. Called once, when the last session has ended; takes at most 3 s: what
   * its last links hold too.
   */
  @Override
  void close();

  /** Where a replica's rights come from; the lower-case name is the metric label. */
  enum Standing {
    /** It is alone: all slots are its own. */
    SOLE,
    /** It has a fixed part of the slots. */
    PARTITIONED,
    /** It has no rights yet and asks for some. */
    JOINING,
    /** Rights move between replicas as they need them. */
    SHARED,
    /** Those who divide the rights forgot them and learn them anew: nobody's grow. */
    RECOVERING,
    /** It keeps the rights that it had: those who divide them cannot be reached. */
    FROZEN;

    /** As in metrics and logs. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
