package dev.stenogate.routing;

import java.util.List;

/**
 * Whether a session that runs well enough should move to another endpoint between two utterances.
 * With hysteresis: it must gain much, or the next look would send it back.
 */
final class Move {
  /** What it would have must be less than this share of what it has. */
  private static final double GAIN = 0.6;

  private static final double GAIN_MIN = 0.25;

  private Move() {}

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
