package dev.stenogate.routing;

/**
 * What sessions measured of an endpoint, in seconds. Samples come from inside the streams: a figure
 * of how calls begin knows nothing of those that run for an hour. Immutable.
 *
 * @param lag how late text is against real time
 * @param finalisation from an utterance's last audio to its final text, 17 engine steps
 * @param connect until the model accepts a link
 */
record Figures(PeakEwma lag, PeakEwma finalisation, PeakEwma connect) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long LAG_TAU_NANOS = 5_000_000_000L;
  private static final long FINALISATION_TAU_NANOS = 20_000_000_000L;
  private static final long CONNECT_TAU_NANOS = 60_000_000_000L;

  /** Text that is older says nothing of the moment, 10 s. */
  private static final long STALE_NANOS = 10_000_000_000L;

  private static final long FORGOTTEN_NANOS = 45_000_000_000L;

  static final Figures NONE = new Figures(PeakEwma.NONE, PeakEwma.NONE, PeakEwma.NONE);

  Figures lag(long nanos, long nowNanos) {
    return new Figures(
        lag.sampled(nanos / NANOS_PER_SECOND, nowNanos, LAG_TAU_NANOS), finalisation, connect);
  }

  Figures finalised(long nanos, long nowNanos) {
    return new Figures(
        lag,
        finalisation.sampled(nanos / NANOS_PER_SECOND, nowNanos, FINALISATION_TAU_NANOS),
        connect);
  }

  Figures connected(long nanos, long nowNanos) {
    return new Figures(
        lag, finalisation, connect.sampled(nanos / NANOS_PER_SECOND, nowNanos, CONNECT_TAU_NANOS));
  }

  /** Whether any text ever came. */
  boolean isKnown() {
    return lag.isKnown() || finalisation.isKnown();
  }

  /** Whether no text came lately. */
  boolean isStale(long nowNanos) {
    return isOlder(STALE_NANOS, nowNanos);
  }

  /** Whether nobody has looked for so long that anything may have changed. */
  boolean isForgotten(long nowNanos) {
    return isOlder(FORGOTTEN_NANOS, nowNanos);
  }

  private boolean isOlder(long ageNanos, long nowNanos) {
    return isOlder(lag, ageNanos, nowNanos) && isOlder(finalisation, ageNanos, nowNanos);
  }

  private static boolean isOlder(PeakEwma figure, long ageNanos, long nowNanos) {
    return !figure.isKnown() || nowNanos - figure.atNanos() >= ageNanos;
  }
}
