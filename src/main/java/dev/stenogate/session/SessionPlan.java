package dev.stenogate.session;

import dev.stenogate.routing.Requirements;
import java.util.Map;

/**
 * What the caller asked for, validated, with the defaults filled in.
 *
 * @param origin where on the session clock this call begins
 * @param partials how much is told of open segments
 * @param labels the caller's own, for logs
 */
public record SessionPlan(
    String sessionId,
    Requirements requirements,
    Origin origin,
    Endpointing endpointing,
    Partials partials,
    boolean wordOffsets,
    boolean speechEvents,
    Map<String, String> labels) {
  /**
   * Where a call begins.
   *
   * @param audioSamples position of the first sample that the caller will send
   * @param finalSamples position up to which all is final already; audio before it is skipped
   * @param nextSegmentId id of the first segment
   */
  public record Origin(long audioSamples, long finalSamples, long nextSegmentId) {
    /** A new session. */
    public static final Origin NEW = new Origin(0, 0, 0);
  }

  public SessionPlan {
    labels = Map.copyOf(labels);
  }
}
