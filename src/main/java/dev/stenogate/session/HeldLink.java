package dev.stenogate.session;

import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.LinkListener;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Upstream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A slot, and the link that is open on it. Signals of a link that is not held any more are late.
 *
 * <p>The slot outlives the link's use: the model counts a session until it has let the link go, and
 * the next one would be one too many. The transport says when that is, in its bound {@link
 * Link#LET_GO_NANOS_MAX}, also when the session is long over; so nobody waits and no timer is held
 * here.
 */
final class HeldLink implements LinkListener {
  private final Lease lease;
  private final long openedNanos;
  private final Heard heard;
  private final AtomicReference<Consumer<Lease>> heir = new AtomicReference<>();
  private final AtomicBoolean passedOn = new AtomicBoolean();
  private volatile boolean letGo;
  private Link link;

  private HeldLink(Lease lease, long openedNanos, Heard heard) {
    this.lease = lease;
    this.openedNanos = openedNanos;
    this.heard = heard;
  }

  /**
   * Opens a link.
   *
   * @param lease belongs to this one from here on
   */
  static HeldLink open(Lease lease, Upstream upstream, long nowNanos, Heard heard) {
    HeldLink held = new HeldLink(lease, nowNanos, heard);
    try {
      held.link = upstream.open(held);
    } catch (RuntimeException defect) {
      lease.release(); // Nobody else would.
      throw defect;
    }
    return held;
  }

  /** Hears the signals of links; on their transport's threads, see {@link LinkListener}. */
  interface Heard {
    void onSignal(HeldLink from, Signal signal);
  }

  Lease lease() {
    return lease;
  }

  Endpoint endpoint() {
    return lease.endpoint();
  }

  Link link() {
    return link;
  }

  long openedNanos() {
    return openedNanos;
  }

  /** Closes the link. The slot is given back as soon as the far side has let the link go. Once. */
  void giveUp() {
    lease.leaving();
    giveUp(Lease::release);
  }

  /**
   * Closes the link. Once.
   *
   * @param to gets the slot as soon as the far side has let the link go; on any thread, perhaps
   *     before this returns
   * @throws IllegalStateException the second time
   */
  void giveUp(Consumer<Lease> to) {
    if (!heir.compareAndSet(null, to)) {
      throw new IllegalStateException("the link to " + endpoint().name() + " was given up before");
    }
    try {
      link.close();
    } finally {
      passOn();
    }
  }

  @Override
  public void onSignal(Signal signal) {
    heard.onSignal(this, signal);
  }

  @Override
  public void onLetGo() {
    letGo = true;
    passOn();
  }

  /** Whoever of the two sides comes last finds that both are done. */
  private void passOn() {
    Consumer<Lease> to = heir.get();
    if (letGo && to != null && passedOn.compareAndSet(false, true)) {
      to.accept(lease);
    }
  }
}
