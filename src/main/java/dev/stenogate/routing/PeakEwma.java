package dev.stenogate.routing;

/**
 * A moving average that believes bad news at once and good news slowly: a sample above the average
 * replaces it, one below pulls it down by the time that passed. Immutable; time is an argument.
 *
 * @param value in the unit of the samples; NaN before the first
 * @param atNanos when the last sample came
 */
record PeakEwma(double value, long atNanos) {
  static final PeakEwma NONE = new PeakEwma(Double.NaN, 0);

  boolean isKnown() {
    return !Double.isNaN(value);
  }

  double orElse(double unknown) {
    return isKnown() ? value : unknown;
  }

  /**
   * @param tauNanos time in which what was known counts for 1/e of it
   */
  PeakEwma sampled(double sample, long nowNanos, long tauNanos) {
    if (!isKnown() || sample >= value) {
      return new PeakEwma(sample, nowNanos);
    }
    double keep = Math.exp(-(double) Math.max(0, nowNanos - atNanos) / tauNanos);
    return new PeakEwma(sample + (value - sample) * keep, nowNanos);
  }
}
