package dev.stenogate.localstack.vllm;

import java.time.Duration;

/**
 * How fast a GPU is: one engine step gives one delta to every session of its batch and takes {@code
 * stepBase + stepPerSession × batch}, times a lognormal jitter, plus now and then a hiccup. Above
 * 80 ms a step sessions fall behind. The presets are estimates, not measurements.
 *
 * @param stepBase S0: what a step takes whatever its batch
 * @param stepPerSession c: what each session of the batch adds
 * @param jitterSigma sigma of the lognormal jitter; 0 for none
 * @param hiccupEvery mean time between hiccups; zero for none
 * @param hiccupMin the shortest hiccup
 * @param hiccupMax the longest hiccup
 * @param sessionsPerStepMax {@code max_num_seqs}: sessions in one batch
 */
public record EngineProfile(
    Duration stepBase,
    Duration stepPerSession,
    double jitterSigma,
    Duration hiccupEvery,
    Duration hiccupMin,
    Duration hiccupMax,
    int sessionsPerStepMax) {

  private static final double JITTER_SIGMA = 0.15;
  private static final int SESSIONS_PER_STEP_MAX = 128;

  /** Refuses negative times and a batch of nobody. */
  public EngineProfile {
    if (stepBase.isNegative() || stepPerSession.isNegative() || hiccupEvery.isNegative()) {
      throw new IllegalArgumentException("a duration is negative (expected: 0 or more)");
    }
    if (sessionsPerStepMax < 1) {
      throw new IllegalArgumentException(
          "sessionsPerStepMax: " + sessionsPerStepMax + " (expected: 1 or more)");
    }
  }

  /** An L4 ({@code ml.g6}): 35 ms and 1 ms a session, so late from 45 sessions on. */
  public static EngineProfile l4() {
    return gpu(Duration.ofMillis(35), Duration.ofMillis(1));
  }

  /** An H100: 9 ms and 0.25 ms a session. */
  public static EngineProfile h100() {
    return gpu(Duration.ofMillis(9), Duration.ofNanos(250_000));
  }

  /** For tests: a step takes no time. */
  public static EngineProfile instant() {
    return steady(Duration.ZERO, Duration.ZERO);
  }

  /** A step takes just what it is told, without jitter or hiccups. */
  public static EngineProfile steady(Duration stepBase, Duration stepPerSession) {
    return new EngineProfile(
        stepBase,
        stepPerSession,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        SESSIONS_PER_STEP_MAX);
  }

  /** The preset of a name: {@code l4}, {@code h100} or {@code instant}. */
  public static EngineProfile named(String name) {
    return switch (name) {
      case "l4" -> l4();
      case "h100" -> h100();
      case "instant" -> instant();
      default ->
          throw new IllegalArgumentException(
              "profile: " + name + " (expected: l4, h100 or instant)");
    };
  }

  private static EngineProfile gpu(Duration stepBase, Duration stepPerSession) {
    return new EngineProfile(
        stepBase,
        stepPerSession,
        JITTER_SIGMA,
        Duration.ofSeconds(30),
        Duration.ofMillis(50),
        Duration.ofMillis(150),
        SESSIONS_PER_STEP_MAX);
  }
}
