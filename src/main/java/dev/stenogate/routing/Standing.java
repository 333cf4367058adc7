package dev.stenogate.routing;

/**
 * All that is known of one endpoint at one moment, as a value.
 *
 * @param held slots that this replica holds
 * @param heldByAll the same of all replicas, as far as is known
 * @param allowed slots that this replica may hold
 * @param safe sessions that the endpoint carries without getting late, 1 to its cap; learned
 * @param warmSinceNanos since when it has been used without a break
 * @param trialNanos when a session last began there before any text had come
 */
public record Standing(
    Endpoint endpoint,
    int held,
    int heldByAll,
    int allowed,
    int safe,
    boolean draining,
    Health health,
    Figures figures,
    FailureCount failures,
    long warmSinceNanos,
    long trialNanos) {
  /** Text that is later means that the endpoint is overloaded, 1 s. */
  static final double LATE_SECONDS = 1;

  /** A session that tries an endpoint without history has so long for it, 10 s. */
  private static final long TRIAL_NANOS = 10_000_000_000L;

  /** Slots for calls that begin. */
  int room(long nowNanos) {
    int learned = safeAt(nowNanos) - heldByAll;
    // A learned number must not keep out the session that finds it wrong, or a sick endpoint well.
    int found = isForgotten(nowNanos) ? Math.max(1, learned) : learned;
    return Math.min(allowed - held, isHealthy() ? found : 1);
  }

  /** The safe number; half forgotten where no session of this replica has looked for long. */
  int safeAt(long nowNanos) {
    return isForgotten(nowNanos) ? Math.max(safe, endpoint.sessionsMax() / 2) : safe;
  }

  boolean isForgotten(long nowNanos) {
    return held == 0 && figures.isForgotten(nowNanos);
  }

  /** Slots for calls that lost their endpoint: they must not be lost for a learned number. */
  int roomOfLast() {
    return allowed - held;
  }

  /** Whether a session may go there now: as usual, or as the one that tries it. */
  boolean admits(long nowNanos) {
    return switch (health) {
      case Health.Healthy _ -> true;
      case Health.Ejected e -> e.isOver(nowNanos);
      case Health.Probing p -> p.isSilent(nowNanos);
    };
  }

  boolean isHealthy() {
    return health instanceof Health.Healthy;
  }

  /** Whether it is not known to serve, and a session is just finding out. */
  boolean isOnTrial(long nowNanos) {
    return !figures.isKnown() && held > 0 && nowNanos - trialNanos < TRIAL_NANOS;
  }

  boolean isLate(long nowNanos) {
    return !figures.isStale(nowNanos) && figures.lag().orElse(0) >= LATE_SECONDS;
  }

  /** Whether it is out, and the next call that comes tries it. */
  public boolean isUntried(long nowNanos) {
    return !isHealthy() && admits(nowNanos);
  }

  /** Whether its figures are of the last seconds. */
  public boolean isFresh(long nowNanos) {
    return !figures.isStale(nowNanos);
  }

  /** How late its text is, in seconds; NaN where none ever came. */
  public double lagSeconds() {
    return figures.lag().value();
  }

  /** From an utterance's last audio to its final text, in seconds; NaN where none ever came. */
  public double finalisationSeconds() {
    return figures.finalisation().value();
  }

  /** Until it accepts a link, in seconds; NaN where it never did. */
  public double connectSeconds() {
    return figures.connect().value();
  }
}
