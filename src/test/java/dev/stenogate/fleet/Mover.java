package dev.stenogate.fleet;

import dev.stenogate.routing.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Takes a session elsewhere between two utterances: the next link is open before one is left. */
final class Mover {
  private static final long RETRY_TICKS = Ticks.ofSeconds(5);
  private static final long SETTLED_TICKS = Ticks.ofSeconds(15);
  private static final int CONNECT_TICKS_MAX = 2;

  private final Router router;
  private final List<Gpu> gpus;
  private final SplittableRandom chance;
  private Place next;
  private long dueTick; // of the next link, or of the next try
  private long settledTick;
  private long lookTick;

  Mover(Router router, List<Gpu> gpus, SplittableRandom chance) {
    this.router = router;
    this.gpus = gpus;
    this.chance = chance;
  }

  /** A link serves. */
  void linked(long tick) {
    settledTick = tick + SETTLED_TICKS;
    lookTick = tick;
  }

  /** Takes a slot elsewhere, if this endpoint is to be left. */
  void look(Place from, Set<String> avoided, long tick) {
    Gpu gpu = gpus.get(from.endpoint());
    if (next == null && tick >= dueTick && (gpu.isDraining() || shouldMove(from, tick))) {
      next = router.reserve(avoided, Set.of(gpu.name()), false, tick * Ticks.NANOS).orElse(null);
      dueTick = tick + (next == null ? RETRY_TICKS : 1 + chance.nextInt(CONNECT_TICKS_MAX));
    }
  }

  /** The place that takes over, if one stands ready. */
  Optional<Place> takeOver(long tick) {
    if (next == null || tick < dueTick) {
      return Optional.empty();
    }
    if (gpus.get(next.endpoint()).isGone()) {
      next.failed(Failure.BROKEN, tick * Ticks.NANOS);
      drop();
      dueTick = tick + RETRY_TICKS;
      return Optional.empty();
    }
    Place ready = next;
    next = null;
    ready.connected(Ticks.NANOS, tick * Ticks.NANOS);
    return Optional.of(ready);
  }

  /** Gives the next slot up, if there is one. */
  void drop() {
    if (next != null) {
      next.release();
      next = null;
    }
  }

  /** Looked at once a second. */
  private boolean shouldMove(Place from, long tick) {
    if (tick < lookTick) {
      return false;
    }
    lookTick = tick + Ticks.PER_SECOND;
    return router.shouldMove(from.endpoint(), tick >= settledTick, tick * Ticks.NANOS);
  }
}
