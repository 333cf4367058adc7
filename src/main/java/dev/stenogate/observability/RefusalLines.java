package dev.stenogate.observability;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * How many lines refused callers get: so many a second for each address, and for all. What is left
 * out is counted. Thread-safe.
 */
final class RefusalLines {
  /** Addresses that are remembered. */
  static final int PEERS_MAX = 10_000;

  static final int PER_PEER_AND_SECOND = 5;
  static final int PER_SECOND = 100;

  /** Lines of one address that were left out. */
  record LeftOut(String peer, int lines) {}

  private record Window(long second, int written, int leftOut) {
    Window at(long now) {
      return now == second ? this : new Window(now, 0, leftOut);
    }
  }

  private final LinkedHashMap<String, Window> peers = new LinkedHashMap<>(16, 0.75f, true);
  private Window all = new Window(0, 0, 0);

  /**
   * Whether a line about that peer is written.
   *
   * @return lines about it that were left out since the last one; empty: this one is left out too
   */
  synchronized OptionalInt offer(String peer, long nowNanos) {
    long second = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
    all = all.at(second);
    Window known = peers.get(peer);
    if (known == null && peers.size() >= PEERS_MAX) {
      forgetEldest();
    }
    Window window = known == null ? new Window(second, 0, 0) : known.at(second);
    if (window.written() >= PER_PEER_AND_SECOND || all.written() >= PER_SECOND) {
      peers.put(peer, new Window(second, window.written(), window.leftOut() + 1));
      return OptionalInt.empty();
    }
    all = new Window(second, all.written() + 1, all.leftOut());
    peers.put(peer, new Window(second, window.written() + 1, 0));
    return OptionalInt.of(window.leftOut());
  }

  /**
   * What was left out and has had no line since, all of it, once. The peer of those that were
   * forgotten is empty.
   */
  synchronized List<LeftOut> takeLeftOut() {
    List<LeftOut> left = new ArrayList<>();
    if (all.leftOut() > 0) {
      left.add(new LeftOut("", all.leftOut()));
      all = new Window(all.second(), all.written(), 0);
    }
    for (Map.Entry<String, Window> peer : peers.entrySet()) {
      Window window = peer.getValue();
      if (window.leftOut() > 0) {
        left.add(new LeftOut(peer.getKey(), window.leftOut()));
        peer.setValue(new Window(window.second(), window.written(), 0));
      }
    }
    return left;
  }

  private void forgetEldest() {
    Iterator<Window> eldest = peers.values().iterator();
    int leftOut = eldest.next().leftOut();
    eldest.remove();
    all = new Window(all.second(), all.written(), all.leftOut() + leftOut);
  }
}
