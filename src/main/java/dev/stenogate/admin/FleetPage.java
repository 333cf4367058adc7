package dev.stenogate.admin;

import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Health;
import dev.stenogate.routing.Standing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** What this replica knows of its endpoints, as JSON for people and scripts. */
final class FleetPage {
  private static final double NANOS_PER_SECOND = 1e9;

  private FleetPage() {}

  static JsonObject of(Dispatcher dispatcher, long nowNanos) {
    List<Standing> standings = dispatcher.standings();
    JsonArray endpoints =
        standings.stream()
            .map(s -> of(s, nowNanos))
            .collect(Collectors.collectingAndThen(Collectors.toList(), JsonArray::new));
    JsonArray pools = new JsonArray();
    standings.stream()
        .map(s -> s.endpoint().pool())
        .distinct()
        .forEach(
            pool ->
                pools.add(
                    new JsonObject()
                        .put("name", pool)
                        .put("calls_waiting", dispatcher.waiting(pool))
                        .put("sessions_without_endpoint", dispatcher.seeking(pool))));
    return new JsonObject().put("endpoints", endpoints).put("pools", pools);
  }

  static JsonObject of(Standing s, long nowNanos) {
    JsonObject page =
        new JsonObject()
            .put("name", s.endpoint().name())
            .put("pool", s.endpoint().pool())
            .put("zone", s.endpoint().zone())
            .put("health", s.health().label())
            .put("draining", s.draining());
    if (s.health() instanceof Health.Ejected ejected) {
      page.put(
          "ejected_for_seconds",
          rounded(Math.max(0, ejected.untilNanos() - nowNanos) / NANOS_PER_SECOND));
    }
    page.put("awaits_a_probe", s.isUntried(nowNanos));
    return page.put(
            "slots",
            new JsonObject()
                .put("held_here", s.held())
                .put("held_by_all", s.heldByAll())
                .put("allowed_here", s.allowed())
                .put("safe", s.safe())
                .put("max", s.endpoint().sessionsMax()))
        .put("lag_seconds", rounded(s.lagSeconds()))
        .put("finalisation_seconds", rounded(s.finalisationSeconds()))
        .put("connect_seconds", rounded(s.connectSeconds()))
        .put("figures_are_fresh", s.isFresh(nowNanos));
  }

  /** Null where there is no figure: JSON knows no NaN. */
  private static BigDecimal rounded(double seconds) {
    return Double.isNaN(seconds)
        ? null
        : BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
  }
}
