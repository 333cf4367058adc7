package dev.stenogate.fleet;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One scenario under all policies, over the same seeds. */
record Comparison(Scenario scenario, Map<Policy, Result> results) {
  static Comparison of(Scenario scenario, int seeds) {
    Map<Policy, Result> results = new EnumMap<>(Policy.class);
    for (Policy policy : Policy.values()) {
      List<Outcome> outcomes = new ArrayList<>();
      for (int seed = 1; seed <= seeds; seed++) {
        outcomes.add(new Fleet(scenario, policy, seed).run());
      }
      results.put(policy, Result.of(outcomes, (int) scenario.seconds()));
    }
    return new Comparison(scenario, results);
  }

  Result of(Policy policy) {
    return results.get(policy);
  }

  /** Whether ours does as well as the one that knows everything. */
  boolean isGood() {
    Result ours = of(Policy.OURS);
    Result best = of(Policy.OMNISCIENT);
    return ours.hasLagOf(best) && ours.isLateAs(best) && ours.serves(best);
  }
}
