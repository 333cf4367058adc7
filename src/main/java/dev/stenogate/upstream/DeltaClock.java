package dev.stenogate.upstream;

public final class DeltaClock {
  private DeltaClock() {}

  public static long due(long samples, boolean finished, int delayTokens) {
    if (finished) {
      return samples == 0 ? 1 : 11 + Math.floorDiv(samples - 40, 1280);
    }
    long first = (delayTokens + 1) * 1280L + 40;
    return samples < first ? 0 : 1 + (samples - first) / 1280;
  }
}
