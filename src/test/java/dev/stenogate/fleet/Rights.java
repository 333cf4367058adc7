package dev.stenogate.fleet;

import java.util.List;

/**
 * Divides each endpoint's slots among the gateways, and tells each what the others hold: every 240
 * ms, and after a call that found no slot. What is not held is shared evenly.
 */
final class Rights {
  private static final int PERIOD_TICKS = 3;

  private final List<Gpu> gpus;
  private final List<Router> routers;
  private boolean shortage = true;

  Rights(List<Gpu> gpus, List<Router> routers) {
    this.gpus = gpus;
    this.routers = routers;
  }

  /** A call found no slot. */
  void shortage() {
    shortage = true;
  }

  /**
   * A tick passed.
   *
   * @throws IllegalStateException more is held on an endpoint than its cap
   */
  void pass(long tick) {
    gpus.forEach(this::check);
    if (shortage || tick % PERIOD_TICKS == 0) {
      shortage = false;
      gpus.forEach(gpu -> divide(gpu, tick));
    }
  }

  int held(int endpoint) {
    int held = 0;
    for (Router router : routers) {
      held += router.held(endpoint);
    }
    return held;
  }

  private void check(Gpu gpu) {
    int held = held(gpu.index);
    if (held > gpu.sessionsMax) {
      throw new IllegalStateException(
          "%s holds %d sessions (expected: at most %d)"
              .formatted(gpu.name(), held, gpu.sessionsMax));
    }
  }

  private void divide(Gpu gpu, long tick) {
    int held = held(gpu.index);
    int spare = gpu.sessionsMax - held;
    int count = routers.size();
    int[] due = new int[count];
    for (int i = 0; i < count; i++) {
      int more = (i + tick) % count < spare % count ? 1 : 0; // in turn
      due[i] = routers.get(i).held(gpu.index) + spare / count + more;
    }
    int given = 0;
    for (int i = 0; i < count; i++) { // First all are given what they hold: the sum is never more.
      routers.get(i).allow(gpu.index, routers.get(i).held(gpu.index));
    }
    for (int i = 0; i < count; i++) {
      given += routers.get(i).allow(gpu.index, due[i]);
      routers.get(i).heldElsewhere(gpu.index, held - routers.get(i).held(gpu.index));
    }
    if (given > gpu.sessionsMax) {
      throw new IllegalStateException(
          "%s: %d slots are given (expected: at most %d)"
              .formatted(gpu.name(), given, gpu.sessionsMax));
    }
  }
}
