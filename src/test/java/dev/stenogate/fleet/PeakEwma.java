package dev.stenogate.fleet;

/**
 * A latency that rises at once and falls slowly, as proxies and RPC libraries keep it: fed when a
 * request is answered. A stream that lasts for minutes is one request, so it is fed when its first
 * text came, and never again.
 */
final class PeakEwma {
  private static final double DECAY_NANOS = 10e9;

  private double cost;
  private long atNanos;

  void observe(double nanos, long nowNanos) {
    double weight = Math.exp(-Math.max(0, nowNanos - atNanos) / DECAY_NANOS);
    cost = nanos > cost ? nanos : cost * weight + nanos * (1 - weight);
    atNanos = nowNanos;
  }

  /** The cost of one stream more where so many run: what is not fed decays. */
  double cost(int running, long nowNanos) {
    observe(0, nowNanos);
    return cost == 0 && running > 0 ? 1e15 + running : cost * (running + 1);
  }
}
