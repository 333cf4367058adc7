package dev.stenogate.routing;

import dev.stenogate.routing.Decision.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Which endpoint a call goes to: of two that chance draws among the best group, the one with the
 * lower {@link Score}. Two are enough to balance, and several gateways with the same figures do not
 * all run to the same endpoint.
 *
 * @param picked empty: no endpoint has a slot for this call
 */
record Pick(Optional<Standing> picked, Decision decision) {
  /** Endpoints of the gateway's own zone go first while less than this share of them is taken. */
  private static final double NEAR_SHARE_MAX = 0.9;

  /**
   * Groups, the better first. An endpoint of a worse one is used where no better one has a slot.
   */
  private enum Group {
    GOOD(""),
    FAR("far"),
    CROWDED("crowded"),
    ON_TRIAL("on trial"),
    LATE("late"),
    SUSPECT("suspect"),
    UNPROVEN("unproven"),
    AVOIDED("avoided"),
    FULL("full"),
    OUT("out");

    private final String verdict;

    Group(String verdict) {
      this.verdict = verdict;
    }
  }

  private record Rated(Standing standing, Group group, double score) {}

  /**
   * Picks.
   *
   * @param fleet endpoints that the call could have
   */
  static Pick of(
      List<Standing> fleet, Ask ask, RoutingPolicy policy, RandomGenerator chance, long nowNanos) {
    Score score = new Score(policy, nowNanos);
    boolean blind = fleet.stream().allMatch(s -> s.figures().isStale(nowNanos));
    List<Rated> rated = new ArrayList<>();
    for (Standing s : fleet) {
      Group group = isLeftForOthers(s, fleet, ask) ? Group.OUT : group(s, ask, nowNanos);
      rated.add(new Rated(s, group, blind ? score.share(s, 1) : score.of(s, 1)));
    }
    List<Rated> best = best(preferNear(rated, score, policy));
    if (best.isEmpty()) {
      return new Pick(Optional.empty(), decision("none", rated));
    }
    Rated picked = lowerOfTwo(best, chance);
    return new Pick(Optional.of(picked.standing), decision(reason(best, picked, blind), rated));
  }

  /**
   * A call does not find out twice that an endpoint is sick, while others are well or just full.
   */
  private static boolean isLeftForOthers(Standing s, List<Standing> fleet, Ask ask) {
    Set<String> avoided = ask.avoided();
    return !s.isHealthy()
        && avoided.contains(s.endpoint().name())
        && fleet.stream().anyMatch(o -> o.isHealthy() && !avoided.contains(o.endpoint().name()));
  }

  private static Group group(Standing s, Ask ask, long nowNanos) {
    if (!s.admits(nowNanos)) {
      return Group.OUT;
    }
    if ((ask.again() ? s.roomOfLast() : s.room(nowNanos)) <= 0) {
      return Group.FULL;
    }
    if (ask.avoided().contains(s.endpoint().name())) {
      return Group.AVOIDED;
    }
    if (ask.again() && !s.isHealthy()) {
      return Group.UNPROVEN; // This caller has waited enough; a new one may find out.
    }
    if (s.failures().isSuspect(nowNanos)) {
      return Group.SUSPECT;
    }
    if (s.isLate(nowNanos)) {
      return Group.LATE;
    }
    if (s.isOnTrial(nowNanos)) {
      return Group.ON_TRIAL;
    }
    return s.room(nowNanos) <= 0 ? Group.CROWDED : Group.GOOD;
  }

  private static List<Rated> preferNear(List<Rated> rated, Score score, RoutingPolicy policy) {
    boolean near =
        rated.stream()
            .anyMatch(
                r ->
                    r.group == Group.GOOD
                        && isNear(r.standing, policy)
                        && score.share(r.standing, 1) <= NEAR_SHARE_MAX);
    if (policy.zone().isEmpty() || !near) {
      return rated;
    }
    return rated.stream()
        .map(
            r ->
                r.group == Group.GOOD && !isNear(r.standing, policy)
                    ? new Rated(r.standing, Group.FAR, r.score)
                    : r)
        .toList();
  }

  private static boolean isNear(Standing s, RoutingPolicy policy) {
    return s.endpoint().zone().equals(policy.zone());
  }

  private static List<Rated> best(List<Rated> rated) {
    List<Rated> best = new ArrayList<>();
    for (Rated r : rated) {
      if (r.group.compareTo(Group.FULL) >= 0) {
        continue;
      }
      if (!best.isEmpty() && r.group.compareTo(best.getFirst().group) < 0) {
        best.clear();
      }
      if (best.isEmpty() || r.group == best.getFirst().group) {
        best.add(r);
      }
    }
    return best;
  }

  private static Rated lowerOfTwo(List<Rated> best, RandomGenerator chance) {
    if (best.size() == 1) {
      return best.getFirst();
    }
    int first = chance.nextInt(best.size());
    int second = chance.nextInt(best.size() - 1);
    Rated one = best.get(first);
    Rated other = best.get(second < first ? second : second + 1);
    return other.score < one.score ? other : one;
  }

  private static String reason(List<Rated> best, Rated picked, boolean blind) {
    if (!picked.standing.isHealthy()) {
      return "probe";
    }
    String how =
        best.size() == 1 ? "only one" : blind ? "fewest slots, no fresh figures" : "lower of two";
    String verdict = picked.group.verdict;
    return verdict.isEmpty() ? how : how + ", " + verdict;
  }

  private static Decision decision(String reason, List<Rated> rated) {
    return new Decision(
        reason,
        rated.stream()
            .map(
                r ->
                    new Candidate(
                        r.standing.endpoint().name(),
                        r.group.compareTo(Group.FULL) >= 0 ? Double.NaN : r.score,
                        r.group == Group.OUT ? r.standing.health().label() : r.group.verdict))
            .toList());
  }
}
