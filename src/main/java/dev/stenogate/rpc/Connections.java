package dev.stenogate.rpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many connections there are, and of whom. Thread-safe. */
final class Connections {
  private final int max;
  private final int perPeerMax;
  private final Map<String, Integer> byPeer = new HashMap<>();
  private int open;

  Connections(int max, int perPeerMax) {
    this.max = max;
    this.perPeerMax = perPeerMax;
  }

  /** Takes a place for a connection of that peer, or says why there is none. */
  synchronized Optional<Closing> enter(String peer) {
    int ofPeer = byPeer.getOrDefault(peer, 0);
    if (ofPeer >= perPeerMax) {
      return Optional.of(Closing.PER_PEER_MAX);
    }
    if (open >= max) {
      return Optional.of(Closing.CONNECTIONS_MAX);
    }
    byPeer.put(peer, ofPeer + 1);
    open++;
    return Optional.empty();
  }

  /** Gives the place back, exactly once for each that was taken. */
  synchronized void leave(String peer) {
    Integer ofPeer = byPeer.get(peer);
    if (ofPeer == null) {
      throw new IllegalStateException("a connection left that never came");
    }
    if (ofPeer == 1) {
      byPeer.remove(peer);
    } else {
      byPeer.put(peer, ofPeer - 1);
    }
    open--;
  }

  synchronized int open() {
    return open;
  }
}
