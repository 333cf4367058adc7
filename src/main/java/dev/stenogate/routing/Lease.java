package dev.stenogate.routing;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One reserved slot on one endpoint; counts from before the connection is opened until it is given
 * back. What its session learns of the endpoint is told here. Thread-safe.
 */
public final class Lease {
  private final Slots slots;
  private final Decision decision;
  private final Runnable onRelease;
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile Runnable onRevoked = () -> {};

  Lease(Slots slots, Decision decision, Runnable onRelease) {
    this.slots = slots;
    this.decision = decision;
    this.onRelease = onRelease;
  }

  /** The endpoint. */
  public Endpoint endpoint() {
    return slots.endpoint;
  }

  /** Why this endpoint. */
  public Decision decision() {
    return decision;
  }

  /** The model accepted the link, so long after it was asked. */
  public void connected(long nanos, long nowNanos) {
    slots.connected(nanos, nowNanos);
  }

  /**
   * How late the text is.
   *
   * @param nanos against real time: an engine that hears faster than people speak is never late
   */
  public void lag(long nanos, long nowNanos) {
    slots.lag(this, nanos, nowNanos);
  }

  /** An utterance was finished, so long after its last audio was sent. */
  public void finalised(long nanos, long nowNanos) {
    slots.finalised(this, nanos, nowNanos);
  }

  /** The session leaves the endpoint for this. */
  public void failed(Failure failure, long nowNanos) {
    slots.failed(this, failure, nowNanos);
  }

  /**
   * Who hears that the slot belongs to another replica now. Called on any thread, at most once; the
   * session leaves the endpoint and gives the slot back.
   */
  public void onRevoked(Runnable listener) {
    onRevoked = listener;
  }

  void revoke() {
    onRevoked.run();
  }

  /**
   * Gives the slot back.
   *
   * @throws IllegalStateException the second time: some other session would be pushed out of its
   *     slot
   */
  public void release() {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "the slot on " + endpoint().name() + " was given back before");
    }
    onRelease.run();
  }
}
