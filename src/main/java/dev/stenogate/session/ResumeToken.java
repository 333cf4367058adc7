package dev.stenogate.session;

/**
 * How far a session was when the caller last received a final: all that any replica needs to go on.
 *
 * @param sessionId names the session over its resumptions
 * @param nextSegmentId id of the first segment that is not final
 * @param finalSamples position on the session clock up to which all is final
 */
public record ResumeToken(String sessionId, long nextSegmentId, long finalSamples) {
  /** The token of a session that has not begun. */
  public static ResumeToken first(String sessionId) {
    return new ResumeToken(sessionId, 0, 0);
  }
}
