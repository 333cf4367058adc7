package dev.stenogate.fleet;

/** What callers noticed, over one run. */
final class Tally {
  static final double LATE_MILLIS = 2_000;
  private static final int BIN_MILLIS = 10;
  private static final int BINS = 12_000; // to 2 min; what is later counts as that

  private final int[] samplesByLag = new int[BINS];
  private final LagCourse course;
  private long samples;
  private long lateSamples;
  private int lateSessions;
  private int moves;
  private int failovers;
  private int refused;
  private int lost;

  Tally(int seconds) {
    course = new LagCourse(seconds);
  }

  /**
   * How late a session's text is, about once a second.
   *
   * @param isFirst whether the session was never late before
   * @return whether it is late now
   */
  boolean sample(long tick, double millis, boolean isFirst) {
    samples++;
    course.add(Ticks.seconds(tick), millis);
    samplesByLag[(int) Math.min(BINS - 1, millis / BIN_MILLIS)]++;
    if (millis <= LATE_MILLIS) {
      return false;
    }
    lateSamples++;
    lateSessions += isFirst ? 1 : 0;
    return true;
  }

  /** A session went elsewhere between two utterances. */
  void moved() {
    moves++;
  }

  /** A session lost its endpoint, or left it in trouble. */
  void failedOver() {
    failovers++;
  }

  /** A call was never served. */
  void refused() {
    refused++;
  }

  /** A call that was served found nothing that serves it further. */
  void lost() {
    lost++;
  }

  /** Lag that so large a share of all samples do not exceed, to 10 ms. */
  double lagMillis(double share) {
    long left = (long) Math.ceil(share * samples);
    int bin = 0;
    while (bin < BINS - 1 && left > samplesByLag[bin]) {
      left -= samplesByLag[bin++];
    }
    return (bin + 1.0) * BIN_MILLIS;
  }

  double sampledSeconds() {
    return Ticks.seconds(samples * Ticks.PER_SECOND);
  }

  double lateSeconds() {
    return Ticks.seconds(lateSamples * Ticks.PER_SECOND);
  }

  int lateSessions() {
    return lateSessions;
  }

  int moves() {
    return moves;
  }

  int failovers() {
    return failovers;
  }

  int refusals() {
    return refused;
  }

  int losses() {
    return lost;
  }

  /** Lag in the course of time. */
  LagCourse course() {
    return course;
  }
}
