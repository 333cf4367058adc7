package dev.stenogate.fleet;

import java.util.List;

/**
 * What befalls an endpoint.
 *
 * @param fromTick the first tick of it
 * @param toTick the first after it
 * @param slow factor of the engine's step, for SLOW
 */
record Fate(Kind kind, long fromTick, long toTick, double slow) {
  enum Kind {
    /** Steps take longer. */
    SLOW,
    /** It accepts links and hears them, and says nothing. */
    MUTE,
    /** Links are cut and refused. */
    GONE,
    /** It is to be emptied. */
    DRAINING
  }

  static Fate slow(double fromSeconds, double toSeconds, double factor) {
    return new Fate(Kind.SLOW, Ticks.ofSeconds(fromSeconds), Ticks.ofSeconds(toSeconds), factor);
  }

  static Fate of(Kind kind, double fromSeconds, double toSeconds) {
    return new Fate(kind, Ticks.ofSeconds(fromSeconds), Ticks.ofSeconds(toSeconds), 1);
  }

  boolean isAt(long tick) {
    return fromTick <= tick && tick < toTick;
  }

  static boolean isAny(List<Fate> fates, Kind kind, long tick) {
    for (Fate fate : fates) {
      if (fate.kind == kind && fate.isAt(tick)) {
        return true;
      }
    }
    return false;
  }
}
