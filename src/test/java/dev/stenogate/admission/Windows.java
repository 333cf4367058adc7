package dev.stenogate.admission;

import java.util.List;

/** Looks at every window of a record at once. */
public final class Windows {
  private Windows() {}

  /**
   * The most by which any window, however long, has more than its length is worth.
   *
   * @param atMicros when something was given, in order
   * @param perMicro what a window's length is worth
   */
  public static double mostBeyond(List<Long> atMicros, double perMicro) {
    double most = 0;
    double least = Double.POSITIVE_INFINITY; // of what was given before, less the time until then
    for (int i = 0; i < atMicros.size(); i++) {
      double worth = (atMicros.get(i) - atMicros.getFirst()) * perMicro;
      least = Math.min(least, i - worth);
      most = Math.max(most, i + 1 - worth - least);
    }
    return most;
  }
}
