package dev.stenogate.routing;

import dev.stenogate.routing.Holdings.Holding;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Each replica has a fixed part of every endpoint's slots. Needs nothing but the number of
 * replicas, and is exact while all replicas agree on it.
 */
public final class PartitionedSlots implements SlotRights {
  private final Supplier<Partition> partition;
  private final Consumer<Runnable> everySecond;
  private Holdings holdings;

  /**
   * One replica's place among all.
   *
   * @param replicas at least 1
   * @param ordinal this one's, 0 to {@code replicas} - 1; -1: not known, so that it has no part in
   *     what is left over by the division
   */
  public record Partition(int replicas, int ordinal) {
    public Partition {
      if (replicas < 1 || ordinal < -1 || ordinal >= replicas) {
        throw new IllegalArgumentException(
            "replica %d of %d (expected: 0..%d)".formatted(ordinal, replicas, replicas - 1));
      }
    }

    /**
     * This replica's slots. What is left over by the division goes to one replica each; to which
     * ones, differs from endpoint to endpoint, but is the same wherever it is computed.
     */
    public int shareOf(Endpoint endpoint) {
      int rest = ordinal < 0 ? 0 : endpoint.sessionsMax() % replicas;
      int place = Math.floorMod(ordinal - endpoint.name().hashCode(), replicas);
      return endpoint.sessionsMax() / replicas + (place < rest ? 1 : 0);
    }

    /**
     * An estimate of what the other replicas hold, for who cannot ask them: each as much as this
     * one, and no more than their parts. Callers spread over replicas, so it is right for many of
     * them; of few calls, or while these move, it may be far off.
     *
     * @param held by this replica
     */
    public int heldElsewhere(Endpoint endpoint, int held) {
      return Math.clamp(
          (long) held * (replicas - 1), 0, endpoint.sessionsMax() - shareOf(endpoint));
    }
  }

  /**
   * @param partition may answer otherwise later: {@link #refresh} then has to be called
   * @param everySecond runs what it is given about once a second from then on, on any thread
   */
  public PartitionedSlots(Supplier<Partition> partition, Consumer<Runnable> everySecond) {
    this.partition = partition;
    this.everySecond = everySecond;
  }

  @Override
  public synchronized void start(Holdings holdings) {
    this.holdings = holdings;
    refresh();
    everySecond.accept(this::estimate);
  }

  /** What an endpoint carries is learned from all its sessions, not from this replica's part. */
  private synchronized void estimate() {
    Partition now = partition.get();
    for (Holding holding : holdings.holdings()) {
      Endpoint endpoint = holding.endpoint();
      holdings.heldElsewhere(endpoint.name(), now.heldElsewhere(endpoint, holding.held()));
    }
  }

  /**
   * Applies what the partition is now. Sessions beyond a part that became smaller have to leave:
   * the replica that it fell to does not know of them.
   */
  public synchronized void refresh() {
    Partition now = partition.get();
    for (Holding holding : holdings.holdings()) {
      int share = now.shareOf(holding.endpoint());
      if (holdings.allow(holding.endpoint().name(), share) > share) {
        holdings.shed(holding.endpoint().name(), share);
      }
    }
  }

  @Override
  public Standing standing() {
    return Standing.PARTITIONED;
  }

  @Override
  public void close() {}
}
