package dev.stenogate.fleet;

/**
 * How long a GPU's step takes: {@code base + perSession × batch}. Estimates, as those of {@link
 * dev.stenogate.localstack.vllm.EngineProfile}.
 */
record GpuSpeed(double baseMillis, double perSessionMillis) {
  static final GpuSpeed L4 = new GpuSpeed(35, 1);
  static final GpuSpeed RTX_4090 = new GpuSpeed(20, 0.6);
  static final GpuSpeed H100 = new GpuSpeed(9, 0.25);

  /** {@code max_num_seqs}: sessions in one batch. */
  private static final int BATCH_MAX = 128;

  /**
   * A step in steady state. Who keeps up has a frame ready each 80 ms, and so is in a batch as
   * often as a step is long; who is behind is in every batch.
   *
   * @param keepingUp sessions that are spoken to and heard in time
   * @param behind sessions whose next frame is there already
   * @param slow factor of everything, 1 when healthy
   */
  double stepMillis(double keepingUp, double behind, double slow) {
    double base = slow * baseMillis;
    double each = slow * perSessionMillis;
    double share = each * keepingUp / Ticks.MILLIS; // of the engine's time, spent on them
    double step = share < 1 ? (base + each * behind) / (1 - share) : Double.POSITIVE_INFINITY;
    return step <= Ticks.MILLIS ? step : base + each * Math.min(BATCH_MAX, keepingUp + behind);
  }

  /** Deltas that a session which is always ready gets in a step, 1 unless the batch is full. */
  static double deltasPerStep(double ready) {
    return Math.min(1, BATCH_MAX / Math.max(1, ready));
  }
}
