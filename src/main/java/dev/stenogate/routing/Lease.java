package dev.stenogate.routing;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One reserved slot on one endpoint; counts from before the connection is opened until it is given
 * back.
 */
public final class Lease {
  private final Endpoint endpoint;
  private final Runnable onRelease;
  private final AtomicBoolean released = new AtomicBoolean();

  Lease(Endpoint endpoint, Runnable onRelease) {
    this.endpoint = endpoint;
    this.onRelease = onRelease;
  }

  /** The endpoint. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Gives the slot back.
   *
   * @throws IllegalStateException the second time: some other session would be pushed out of its
   *     slot
   */
  public void release() {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException("the slot on " + endpoint.name() + " was given back before");
    }
    onRelease.run();
  }
}
