package dev.stenogate.fleet;

import java.util.List;

/**
 * An endpoint of a scenario.
 *
 * @param sessionsMax the operator's cap, right or wrong
 * @param fates what befalls it
 */
record EndpointPlan(GpuSpeed speed, int sessionsMax, List<Fate> fates) {
  EndpointPlan {
    fates = List.copyOf(fates);
  }
}
