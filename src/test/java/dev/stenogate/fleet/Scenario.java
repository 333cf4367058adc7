package dev.stenogate.fleet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Endpoints, what befalls them, and calls.
 *
 * @param seconds how long it is looked at
 * @param struck the endpoint that it is about, or −1
 * @param struckSeconds when it is struck
 * @param backSeconds when it is well again
 */
record Scenario(
    String name,
    List<EndpointPlan> endpoints,
    Traffic traffic,
    int gateways,
    double seconds,
    int struck,
    double struckSeconds,
    double backSeconds) {
  private static final int GATEWAYS = 3;
  private static final int L4_CAP = 60;
  private static final int EQUALS = 8;

  Scenario {
    endpoints = List.copyOf(endpoints);
  }

  static List<Scenario> all() {
    return List.of(equal(), slow(), mute(), burst(), rolling(), mixed());
  }

  static Scenario equal() {
    return calm("equal fleet", equals(List.of()), Traffic.steady(320), 600);
  }

  static Scenario slow() {
    List<Fate> fates = List.of(Fate.slow(300, 900, 2));
    return new Scenario(
        "one slow endpoint", equals(fates), Traffic.steady(320), GATEWAYS, 1_200, 0, 300, 900);
  }

  static Scenario mute() {
    List<Fate> fates = List.of(Fate.of(Fate.Kind.MUTE, 300, 480));
    return new Scenario(
        "one mute endpoint", equals(fates), Traffic.steady(320), GATEWAYS, 900, 0, 300, 480);
  }

  static Scenario burst() {
    return calm("burst of 400 calls", equals(List.of()), new Traffic(40, 400, 60), 420);
  }

  /** Each in turn is drained for 45 s, gone for 2 min, and slower for its first 20 s. */
  static Scenario rolling() {
    List<EndpointPlan> endpoints = new ArrayList<>();
    for (int i = 0; i < EQUALS; i++) {
      double at = 120 + 180.0 * i;
      endpoints.add(
          new EndpointPlan(
              GpuSpeed.L4,
              L4_CAP,
              List.of(
                  Fate.of(Fate.Kind.DRAINING, at, at + 165),
                  Fate.of(Fate.Kind.GONE, at + 45, at + 165),
                  Fate.slow(at + 165, at + 185, 2))));
    }
    return new Scenario(
        "rolling replacement", endpoints, Traffic.steady(300), GATEWAYS, 1_620, 0, 120, 285);
  }

  /** The caps of two of the slowest are far too high. */
  static Scenario mixed() {
    List<EndpointPlan> endpoints =
        List.of(
            new EndpointPlan(GpuSpeed.L4, L4_CAP, List.of()),
            new EndpointPlan(GpuSpeed.L4, L4_CAP, List.of()),
            new EndpointPlan(GpuSpeed.L4, 110, List.of()),
            new EndpointPlan(GpuSpeed.L4, 110, List.of()),
            new EndpointPlan(GpuSpeed.RTX_4090, 150, List.of()),
            new EndpointPlan(GpuSpeed.RTX_4090, 150, List.of()),
            new EndpointPlan(GpuSpeed.H100, 200, List.of()),
            new EndpointPlan(GpuSpeed.H100, 200, List.of()));
    return calm("mixed GPUs, caps too high", endpoints, Traffic.steady(780), 600);
  }

  private static Scenario calm(
      String name, List<EndpointPlan> endpoints, Traffic traffic, double seconds) {
    return new Scenario(name, endpoints, traffic, GATEWAYS, seconds, -1, 0, 0);
  }

  /** L4s of equal caps. What befalls one befalls the first. */
  private static List<EndpointPlan> equals(List<Fate> fatesOfFirst) {
    return IntStream.range(0, EQUALS)
        .mapToObj(
            i ->
                new EndpointPlan(
                    GpuSpeed.L4, L4_CAP, i == 0 ? fatesOfFirst : Collections.emptyList()))
        .toList();
  }
}
