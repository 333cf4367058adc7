package dev.stenogate.rpc;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many connections there are, and of whom. When they are as many as there may be, the oldest on
 * which nobody was let in makes place for the next. Thread-safe.
 */
final class Connections {
  /** Connections of one peer that may stay for health alone: a node's probes are fewer. */
  static final int HEALTH_ONLY_PER_PEER_MAX = 20;

  /** The same of all peers together. */
  static final int HEALTH_ONLY_MAX = 200;

  /** Of one connection. */
  static final class Place {
    private final String peer;
    private final Runnable makePlace;
    private boolean leaving; // it was asked to make place
    private boolean healthOnly;
    private boolean left;

    /**
     * @param makePlace closes it if nobody was let in; on any thread, at once
     */
    Place(String peer, Runnable makePlace) {
      this.peer = peer;
      this.makePlace = makePlace;
    }
  }

  private final int max;
  private final int perPeerMax;
  private final Map<String, Integer> byPeer = new HashMap<>();
  private final Map<String, Integer> healthByPeer = new HashMap<>();
  private final Set<Place> strangers = new LinkedHashSet<>(); // oldest first
  private int open;
  private int leaving;
  private int healthOnly;

  Connections(int max, int perPeerMax) {
    this.max = max;
    this.perPeerMax = perPeerMax;
  }

  /** Takes a place for a connection, or says why there is none. */
  synchronized Optional<Closing> enter(Place place) {
    if (byPeer.getOrDefault(place.peer, 0) >= perPeerMax) {
      return Optional.of(Closing.PER_PEER_MAX);
    }
    if (open - leaving >= max && !makePlace()) {
      return Optional.of(Closing.CONNECTIONS_MAX);
    }
    byPeer.merge(place.peer, 1, Integer::sum);
    strangers.add(place);
    open++;
    return Optional.empty();
  }

  private boolean makePlace() {
    if (strangers.isEmpty()) {
      return false;
    }
    Place oldest = strangers.iterator().next();
    strangers.remove(oldest);
    oldest.leaving = true;
    leaving++;
    oldest.makePlace.run();
    return true;
  }

  /** Somebody was let in there: it makes no place for others. */
  synchronized void letIn(Place place) {
    if (!place.left) {
      strangers.remove(place);
      stays(place);
      endHealthOnly(place);
    }
  }

  /** Whether a connection may stay for health alone. */
  synchronized boolean mayStayForHealth(Place place) {
    if (place.left
        || healthOnly >= HEALTH_ONLY_MAX
        || healthByPeer.getOrDefault(place.peer, 0) >= HEALTH_ONLY_PER_PEER_MAX) {
      return false;
    }
    place.healthOnly = true;
    healthOnly++;
    healthByPeer.merge(place.peer, 1, Integer::sum);
    return true;
  }

  /** Gives the place back, exactly once for each that was taken. */
  synchronized void leave(Place place) {
    if (place.left || !byPeer.containsKey(place.peer)) {
      throw new IllegalStateException("a connection left that never came");
    }
    place.left = true;
    strangers.remove(place);
    stays(place);
    endHealthOnly(place);
    decrement(byPeer, place.peer);
    open--;
  }

  synchronized int open() {
    return open;
  }

  private void stays(Place place) {
    if (place.leaving) {
      place.leaving = false;
      leaving--;
    }
  }

  private void endHealthOnly(Place place) {
    if (place.healthOnly) {
      place.healthOnly = false;
      healthOnly--;
      decrement(healthByPeer, place.peer);
    }
  }

  private static void decrement(Map<String, Integer> counts, String peer) {
    counts.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
  }
}
