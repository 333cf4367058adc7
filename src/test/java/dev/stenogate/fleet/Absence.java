package dev.stenogate.fleet;

import java.util.stream.IntStream;

/**
 * How soon a struck endpoint is left, and used again: it has less, and more, than half of the
 * sessions that the others have on average.
 */
final class Absence {
  private static final double LEFT = 0.5;

  private final int struck;
  private final long struckTick;
  private final long backTick;
  private double leftSeconds = Double.POSITIVE_INFINITY;
  private double backSeconds = Double.POSITIVE_INFINITY;

  Absence(Scenario scenario) {
    struck = scenario.struck();
    struckTick = Ticks.ofSeconds(scenario.struckSeconds());
    backTick = Ticks.ofSeconds(scenario.backSeconds());
  }

  /** What each endpoint holds now. */
  void look(long tick, int[] held) {
    if (struck < 0 || tick < struckTick) {
      return;
    }
    double others = (double) (IntStream.of(held).sum() - held[struck]) / (held.length - 1);
    boolean left = held[struck] < LEFT * others;
    if (left && tick < backTick && Double.isInfinite(leftSeconds)) {
      leftSeconds = Ticks.seconds(tick - struckTick);
    }
    if (!left && tick >= backTick && Double.isInfinite(backSeconds)) {
      backSeconds = Double.isInfinite(leftSeconds) ? 0 : Ticks.seconds(tick - backTick);
    }
  }

  /** Seconds from the strike until it was left; infinite: never. */
  double leftSeconds() {
    return leftSeconds;
  }

  /** Seconds from its recovery until it was used again; infinite: never. */
  double backSeconds() {
    return backSeconds;
  }
}
