package dev.stenogate.routing;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One reserved slot on one endpoint; counts from before the connection is opened until it is given
 * back. What its session learns of the endpoint is told here. Thread-safe.
 */
public final class Lease {
  private final Dispatcher dispatcher;
  private final Slots slots;
  private final Decision decision;
  private final AtomicBoolean released = new AtomicBoolean();
  private boolean leaving; // guarded by its slots
  private boolean revoked;
  private Runnable onRevoked = () -> {};

  Lease(Dispatcher dispatcher, Slots slots, Decision decision) {
    this.dispatcher = dispatcher;
    this.slots = slots;
    this.decision = decision;
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
    if (slots.lag(this, nanos, nowNanos)) {
      dispatcher.passed(slots);
    }
  }

  /** An utterance was finished, so long after its last audio was sent. */
  public void finalised(long nanos, long nowNanos) {
    if (slots.finalised(this, nanos, nowNanos)) {
      dispatcher.passed(slots);
    }
  }

  /** The session leaves the endpoint for this. */
  public void failed(Failure failure, long nowNanos) {
    dispatcher.failed(slots, this, failure, nowNanos);
  }

  /**
   * Who hears that the slot belongs to another replica now: at once if it does already, on any
   * thread, at most once. The session leaves the endpoint and gives the slot back.
   */
  public void onRevoked(Runnable listener) {
    boolean now;
    synchronized (this) {
      now = revoked;
      onRevoked = now ? () -> {} : listener;
    }
    if (now) {
      listener.run();
    }
  }

  void revoke() {
    Runnable listener;
    synchronized (this) {
      revoked = true;
      listener = onRevoked;
      onRevoked = () -> {};
    }
    listener.run();
  }

  /** The session has left; the slot comes free when the endpoint has let it go. Idempotent. */
  public void leaving() {
    slots.leaving(this);
  }

  /** Gives whether it was not so before. Under the lock of its slots. */
  boolean markLeaving() {
    boolean first = !leaving;
    leaving = true;
    return first;
  }

  boolean isLeaving() {
    return leaving;
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
    dispatcher.giveBack(slots, this);
  }
}
