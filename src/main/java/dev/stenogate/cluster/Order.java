package dev.stenogate.cluster;

/** What an answer means for one endpoint of this replica. */
sealed interface Order {
  /** The endpoint's name. */
  String endpoint();

  /**
   * So many slots may be held.
   *
   * @param rights what the replica has by right: at least {@code slots}, and more than comes into
   *     force is to be given back
   */
  record Allow(String endpoint, int slots, int rights) implements Order {}

  /** Sessions beyond so many leave: the replica was away for too long, and others got its slots. */
  record Shed(String endpoint, int slots, int sessions) implements Order {}

  /** What the other replicas hold there. */
  record Elsewhere(String endpoint, int held) implements Order {}
}
