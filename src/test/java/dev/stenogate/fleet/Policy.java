package dev.stenogate.fleet;

import dev.stenogate.routing.Dispatcher;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The ways of routing that are compared. */
enum Policy {
  ROUND_ROBIN("round robin"),
  RANDOM("random"),
  LEAST_SESSIONS("least sessions"),
  LEAST_SHARE("least share of cap"),
  PEAK_EWMA("P2C + EWMA of latency"),
  OURS("Stenogate"),
  OMNISCIENT("omniscient");

  private final String label;

  Policy(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * The gateways' routers.
   *
   * @param omniscient used by that policy only
   */
  List<Router> routers(List<Gpu> gpus, int gateways, Omniscient omniscient, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> router(gpus, omniscient, random.split())).limit(gateways).toList();
  }

  private Router router(List<Gpu> gpus, Omniscient omniscient, SplittableRandom chance) {
    return switch (this) {
      case OMNISCIENT -> omniscient.router();
      case OURS ->
          new DispatcherRouter(
              new Dispatcher(gpus.stream().map(DispatcherRouter::endpoint).toList(), () -> chance));
      case ROUND_ROBIN -> plain(gpus, Choice::roundRobin, chance);
      case RANDOM -> plain(gpus, Choice::random, chance);
      case LEAST_SESSIONS -> plain(gpus, Choice::leastSessions, chance);
      case LEAST_SHARE -> plain(gpus, Choice::leastShare, chance);
      case PEAK_EWMA -> plain(gpus, Choice::peakEwma, chance);
    };
  }

  private static Router plain(List<Gpu> gpus, Supplier<Choice> choice, SplittableRandom chance) {
    return new PlainRouter(gpus, choice.get(), chance);
  }
}
