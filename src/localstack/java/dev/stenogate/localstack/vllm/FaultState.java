package dev.stenogate.localstack.vllm;

import java.time.Duration;

/**
 * The faults that last until they are switched off; see {@link VllmFaults} for each.
 *
 * @param stallAfter zero for never
 */
record FaultState(
    boolean mute,
    boolean blank,
    boolean withholdDone,
    double slow,
    VllmFaults.Refusal refusal,
    Duration sessionCreatedDelay,
    boolean withholdSessionCreated,
    Duration stallAfter) {

  /** {@code VLLM_ENGINE_ITERATION_TIMEOUT_S} of vLLM 0.17. */
  private static final Duration STALL_AFTER_0_17 = Duration.ofSeconds(60);

  /** A healthy server; one of 0.17 has its stall. */
  static FaultState healthy(Compatibility compatibility) {
    return new FaultState(
        false,
        false,
        false,
        1,
        VllmFaults.Refusal.NONE,
        Duration.ZERO,
        false,
        switch (compatibility) {
          case V0_17 -> STALL_AFTER_0_17;
          case LATEST -> Duration.ZERO;
        });
  }

  FaultState withMute(boolean on) {
    return new FaultState(
        on,
        blank,
        withholdDone,
        slow,
        refusal,
        sessionCreatedDelay,
        withholdSessionCreated,
        stallAfter);
  }

  FaultState withBlank(boolean on) {
    return new FaultState(
        mute,
        on,
        withholdDone,
        slow,
        refusal,
        sessionCreatedDelay,
        withholdSessionCreated,
        stallAfter);
  }

  FaultState withWithholdDone(boolean on) {
    return new FaultState(
        mute, blank, on, slow, refusal, sessionCreatedDelay, withholdSessionCreated, stallAfter);
  }

  FaultState withSlow(double factor) {
    return new FaultState(
        mute,
        blank,
        withholdDone,
        factor,
        refusal,
        sessionCreatedDelay,
        withholdSessionCreated,
        stallAfter);
  }

  FaultState withRefusal(VllmFaults.Refusal value) {
    return new FaultState(
        mute,
        blank,
        withholdDone,
        slow,
        value,
        sessionCreatedDelay,
        withholdSessionCreated,
        stallAfter);
  }

  FaultState withSessionCreatedDelay(Duration value) {
    return new FaultState(
        mute, blank, withholdDone, slow, refusal, value, withholdSessionCreated, stallAfter);
  }

  FaultState withWithholdSessionCreated(boolean on) {
    return new FaultState(
        mute, blank, withholdDone, slow, refusal, sessionCreatedDelay, on, stallAfter);
  }

  FaultState withStallAfter(Duration value) {
    return new FaultState(
        mute,
        blank,
        withholdDone,
        slow,
        refusal,
        sessionCreatedDelay,
        withholdSessionCreated,
        value);
  }
}
