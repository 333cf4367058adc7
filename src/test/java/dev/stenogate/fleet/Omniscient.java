package dev.stenogate.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What no gateway can be: it knows how fast each endpoint truly is and what will befall it, sees
 * all gateways' sessions at every moment, and moves them in no time at no cost.
 */
final class Omniscient {
  /** A new call goes nowhere where something befalls it within so long. */
  private static final long HORIZON_TICKS = Ticks.ofSeconds(60);

  /** Share of its time in which a session has a frame ready, the end of utterances included. */
  private static final double DUTY = 0.55;

  /** So many standard deviations more than usual may speak at once. */
  private static final double MARGIN = 2;

  /** Sessions are moved for a step that gets so much shorter. */
  private static final double GAIN = 0.9;

  private final List<Gpu> gpus;
  private final int[] held;
  private final List<MovablePlace> places = new ArrayList<>();
  private long tick;
  private int moves;

  Omniscient(List<Gpu> gpus) {
    this.gpus = gpus;
    this.held = new int[gpus.size()];
  }

  /** Moves everybody to where they are best. */
  void look(long now) {
    tick = now;
    boolean[] unfit = new boolean[held.length];
    for (int i = 0; i < unfit.length; i++) {
      unfit[i] = lateness(i, held[i], 1) == Double.POSITIVE_INFINITY;
    }
    for (MovablePlace place : places) {
      if (unfit[place.endpoint]) {
        move(place, best(1));
      }
    }
    if (now % Ticks.PER_SECOND != 0) {
      return;
    }
    for (MovablePlace place : places) {
      int to = best(1);
      double there = to < 0 ? Double.POSITIVE_INFINITY : lateness(to, held[to] + 1, 1);
      if (there < GAIN * lateness(place.endpoint, held[place.endpoint], 1)) {
        move(place, to);
      }
    }
  }

  int moves() {
    return moves;
  }

  /** The view of one gateway. */
  Router router() {
    return new View();
  }

  private void move(MovablePlace place, int to) {
    if (to >= 0 && to != place.endpoint) {
      take(place, -1);
      place.endpoint = to;
      take(place, 1);
      moves++;
    }
  }

  /** The endpoint on which one session more is least late, or −1. */
  private int best(long horizon) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (Gpu gpu : gpus) {
      double late = lateness(gpu.index, held[gpu.index] + 1, horizon);
      if (held[gpu.index] < gpu.sessionsMax && late < least) {
        best = gpu.index;
        least = late;
      }
    }
    return best;
  }

  private double lateness(int endpoint, int sessions, long horizon) {
    Gpu gpu = gpus.get(endpoint);
    double slow = 1;
    for (Fate fate : gpu.fates) {
      if (fate.fromTick() < tick + horizon && tick < fate.toTick()) {
        if (fate.kind() != Fate.Kind.SLOW) {
          return Double.POSITIVE_INFINITY;
        }
        slow = Math.max(slow, fate.slow());
      }
    }
    double active = DUTY * sessions + MARGIN * Math.sqrt(DUTY * (1 - DUTY) * sessions);
    return gpu.speed.stepMillis(Math.min(active, sessions), 0, slow);
  }

  private void take(MovablePlace place, int slots) {
    held[place.endpoint] += slots;
    place.heldOfGateway[place.endpoint] += slots;
  }

  private final class MovablePlace implements Place {
    private final int[] heldOfGateway;
    private int endpoint;

    MovablePlace(int endpoint, int[] heldOfGateway) {
      this.endpoint = endpoint;
      this.heldOfGateway = heldOfGateway;
      take(this, 1);
      places.add(this);
    }

    @Override
    public int endpoint() {
      return endpoint;
    }

    @Override
    public void release() {
      take(this, -1);
      places.remove(this);
    }
  }

  private final class View implements Router {
    private final int[] heldOfGateway = new int[held.length];

    @Override
    public Optional<Place> reserve(
        Set<String> avoided, Set<String> excluded, boolean again, long nowNanos) {
      tick = nowNanos / Ticks.NANOS;
      int chosen = best(HORIZON_TICKS);
      chosen = chosen < 0 ? best(1) : chosen;
      if (chosen < 0) {
        return Optional.empty();
      }
      return Optional.of(new MovablePlace(chosen, heldOfGateway));
    }

    @Override
    public boolean hasRoomElsewhere(int endpoint, long nowNanos) {
      return false; // It is never worse than elsewhere.
    }

    @Override
    public boolean mayLeave(int endpoint, long nowNanos) {
      return false;
    }

    @Override
    public void seeking(boolean on) {}

    @Override
    public void drain(int endpoint, boolean on, long nowNanos) {}

    @Override
    public int held(int endpoint) {
      return heldOfGateway[endpoint];
    }

    @Override
    public int allow(int endpoint, int slots) {
      return heldOfGateway[endpoint]; // It knows the caps, and needs no share of them.
    }

    @Override
    public void heldElsewhere(int endpoint, int slots) {}
  }
}
