package dev.stenogate.session;

import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.LinkListener;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Upstream;

/**
 * A slot, and the link that is open on it. Signals of a link that is not held any more are late.
 */
final class HeldLink {
  private final Lease lease;
  private final long openedNanos;
  private Link link;

  private HeldLink(Lease lease, long openedNanos) {
    this.lease = lease;
    this.openedNanos = openedNanos;
  }

  /**
   * Opens a link.
   *
   * @param lease belongs to this one from here on
   */
  static HeldLink open(Lease lease, Upstream upstream, long nowNanos, Heard heard) {
    HeldLink held = new HeldLink(lease, nowNanos);
    held.link = upstream.open(signal -> heard.onSignal(held, signal));
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

  /** Closes the link, and gives its slot to who calls. */
  Lease closeLink() {
    link.close();
    return lease;
  }

  /** Closes the link and gives the slot back. Once. */
  void giveUp() {
    try {
      link.close();
    } finally {
      lease.release();
    }
  }
}
