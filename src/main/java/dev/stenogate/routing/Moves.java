package dev.stenogate.routing;

import java.util.List;

/**
 * Whether a session that runs well enough should move to another endpoint between two utterances.
 * With hysteresis: it must gain much, or the next look would send it back.
 */
final class Moves {
  /** What it would have must be less than this share of what it has. */
  private static final double GAIN = 0.6;

  private static final double GAIN_MIN = 0.25;

  private final Fleet fleet;
  private final RoutingPolicy policy;

  Moves(Fleet fleet, RoutingPolicy policy) {
    this.fleet = fleet;
    this.policy = policy;
  }

  /** Whether it should, of whatever reason. Counts the session that is told yes. */
  boolean should(Requirements requirements, String from, long nowNanos) {
    Standing here = fleet.slots(from).standing();
    if (isUrgent(here, nowNanos)) {
      return must(requirements, from, nowNanos);
    }
    Pool pool = fleet.pool(requirements);
    return pool.movesAllow(nowNanos)
        && isWorthwhile(requirements, here, nowNanos)
        && pool.mayMove(nowNanos);
  }

  /** Whether it must, because nobody should be there, or not so many. Counts the same. */
  boolean must(Requirements requirements, String from, long nowNanos) {
    Standing here = fleet.slots(from).standing();
    Pool pool = fleet.pool(requirements);
    return isUrgent(here, nowNanos)
        && pool.exitsAllow(nowNanos)
        && isWorthwhile(requirements, here, nowNanos)
        && pool.mayExit(nowNanos);
  }

  private boolean isWorthwhile(Requirements requirements, Standing here, long nowNanos) {
    Pool pool = fleet.pool(requirements);
    if (pool.seeking() > 0 || pool.waiting() > 0) {
      return false; // They need the slots more.
    }
    List<Standing> others =
        fleet.standings(requirements).stream()
            .filter(s -> !s.endpoint().name().equals(here.endpoint().name()) && !s.draining())
            .toList();
    return isWorthwhile(here, others, policy, nowNanos);
  }

  static boolean isWorthwhile(
      Standing here, List<Standing> others, RoutingPolicy policy, long nowNanos) {
    boolean urgent = isUrgent(here, nowNanos);
    Score score = new Score(policy, nowNanos);
    double best =
        others.stream()
            .filter(s -> s.isHealthy() && s.room(nowNanos) > 0 && !s.isLate(nowNanos))
            .filter(s -> !s.failures().isSuspect(nowNanos) && !s.isOnTrial(nowNanos))
            .filter(s -> urgent || isNoFarther(s, here, policy))
            .mapToDouble(s -> score.of(s, 1))
            .min()
            .orElse(Double.MAX_VALUE);
    double now = score.of(here, 0);
    return isOut(here) ? best < Double.MAX_VALUE : best < GAIN * now && best < now - GAIN_MIN;
  }

  /** Whether it is not for comfort: nobody should be there, or not so many. */
  static boolean isUrgent(Standing here, long nowNanos) {
    return isOut(here) || (here.isLate(nowNanos) && here.heldByAll() > here.safe());
  }

  private static boolean isOut(Standing here) {
    return here.health() instanceof Health.Ejected;
  }

  private static boolean isNoFarther(Standing there, Standing here, RoutingPolicy policy) {
    return there.endpoint().zone().equals(policy.zone())
        || !here.endpoint().zone().equals(policy.zone());
  }
}
