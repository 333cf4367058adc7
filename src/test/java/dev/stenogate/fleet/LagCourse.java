package dev.stenogate.fleet;

/** How lag is distributed, 10 s by 10 s; for plots. */
final class LagCourse {
  static final int WINDOW_SECONDS = 10;
  private static final double LEAST_MILLIS = 20;
  private static final double RATIO = 1.12;
  private static final int BINS = 80; // to 2 min

  private final int[][] samples;

  LagCourse(int seconds) {
    samples = new int[Math.ceilDiv(seconds, WINDOW_SECONDS)][BINS];
  }

  void add(double seconds, double millis) {
    int window = (int) Math.min(samples.length - 1, seconds / WINDOW_SECONDS);
    double bin = Math.log(Math.max(LEAST_MILLIS, millis) / LEAST_MILLIS) / Math.log(RATIO);
    samples[window][(int) Math.min(BINS - 1, bin)]++;
  }

  /** Adds what was seen in another run. */
  void add(LagCourse other) {
    for (int window = 0; window < samples.length; window++) {
      for (int bin = 0; bin < BINS; bin++) {
        samples[window][bin] += other.samples[window][bin];
      }
    }
  }

  int windows() {
    return samples.length;
  }

  /** Lag in milliseconds that 99 % of the samples of a window do not exceed. */
  double p99Millis(int window) {
    long all = 0;
    for (int count : samples[window]) {
      all += count;
    }
    long left = (long) Math.ceil(0.99 * all);
    int bin = 0;
    while (bin < BINS - 1 && left > samples[window][bin]) {
      left -= samples[window][bin++];
    }
    return LEAST_MILLIS * Math.pow(RATIO, bin + 0.5);
  }
}
