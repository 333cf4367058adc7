package dev.stenogate.routing;

import java.util.List;

/**
 * The slots of this replica, as those see them who divide an endpoint's slots among replicas. The
 * sum of what all replicas are allowed is at most the endpoint's cap; what one holds is at most
 * what it is allowed. Thread-safe.
 */
public interface Holdings {
  /**
   * What this replica has of one endpoint.
   *
   * @param allowed slots that it may hold, 0 to the endpoint's cap; above {@code held} while it has
   *     some to spare
   * @param held slots that it holds now, reserved ones included
   * @param wanted slots more that calls wait for or asked for just now
   */
  record Holding(Endpoint endpoint, int allowed, int held, int wanted) {}

  /** All of them, in the order of the configuration. */
  List<Holding> holdings();

  /**
   * Sets how many slots this replica may hold on the endpoint. What is held stays held.
   *
   * @return what is in force: {@code slots}, or what is held where that is more
   */
  int allow(String endpoint, int slots);

  /**
   * Takes slots from sessions, the newest first, until no more than so many are held and allowed:
   * others have them by right. The sessions go on elsewhere.
   */
  void shed(String endpoint, int slots);

  /**
   * What the other replicas hold there, as far as is known: for the score and the learned capacity.
   */
  void heldElsewhere(String endpoint, int slots);

  /**
   * Who hears at once when a call finds no slot on an endpoint though this replica may not hold all
   * of them. Called on any thread; must not block.
   */
  void onShortage(Runnable listener);
}
