package dev.stenogate.admission;

/**
 * A limit of a tenant that was hit.
 *
 * @param value of the limit, in its own unit: sessions, sessions a second, seconds of audio
 * @param retryNanos when coming back may help; 0: not known
 */
public record Exceeded(Limit limit, double value, long retryNanos) {
  /** The limits, by the name that operators and callers know them by. */
  public enum Limit {
    SESSIONS("sessions-max"),
    STARTS("starts-per-second"),
    AUDIO_PER_MINUTE("audio-per-minute"),
    AUDIO_PER_DAY("audio-per-day"),
    DURATION("session-duration-max"),
    WAITING("calls-waiting");

    private final String label;

    Limit(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
