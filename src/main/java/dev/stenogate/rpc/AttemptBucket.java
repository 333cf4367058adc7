package dev.stenogate.rpc;

/**
 * What is left of the credentials that one address may have refused: a token bucket. Calls that
 * were under way when it ran dry make a debt, so that in the long run no more are looked at than
 * the rate says.
 *
 * @param tokens from minus the burst up to the burst
 * @param atNanos when that was so
 */
record AttemptBucket(double tokens, long atNanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** One of an address that had none refused lately. */
  static AttemptBucket full(int burst, long nowNanos) {
    return new AttemptBucket(burst, nowNanos);
  }

  /** One was refused. */
  AttemptBucket taken(int burst, double perSecond, long nowNanos) {
    double left = at(burst, perSecond, nowNanos) - 1;
    return new AttemptBucket(Math.max(-burst, left), nowNanos);
  }

  /** How long until one may be tried; 0: now. */
  long waitNanos(int burst, double perSecond, long nowNanos) {
    double missing = 1 - at(burst, perSecond, nowNanos);
    return missing <= 0 ? 0 : (long) Math.ceil(missing / perSecond * NANOS_PER_SECOND);
  }

  private double at(int burst, double perSecond, long nowNanos) {
    return Math.min(burst, tokens + (nowNanos - atNanos) / NANOS_PER_SECOND * perSecond);
  }
}
