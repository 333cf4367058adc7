package dev.stenogate.session;

import dev.stenogate.admission.Claim;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.routing.Requirements;
import dev.stenogate.tenant.Caller;
import java.util.Map;

/**
 * What the caller asked for, validated, with the defaults filled in.
 *
 * @param sessionId names the session over its resumptions
 * @param callId names this call; the session's, unless it was resumed
 * @param caller whose call it is
 * @param claim by what right it gets a slot, and how long it waits for one
 * @param origin where on the session clock this call begins
 * @param partials how much is told of open segments
 * @param redaction what is not told of the text
 * @param labels the caller's own, for logs
 */
public record SessionPlan(
    String sessionId,
    String callId,
    Caller caller,
    Requirements requirements,
    Claim claim,
    Origin origin,
    Endpointing endpointing,
    Partials partials,
    boolean wordOffsets,
    boolean speechEvents,
    Redaction redaction,
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

  /** One of a call that is told all. */
  public SessionPlan(
      String sessionId,
      String callId,
      Caller caller,
      Requirements requirements,
      Claim claim,
      Origin origin,
      Endpointing endpointing,
      Partials partials,
      boolean wordOffsets,
      boolean speechEvents,
      Map<String, String> labels) {
    this(
        sessionId,
        callId,
        caller,
        requirements,
        claim,
        origin,
        endpointing,
        partials,
        wordOffsets,
        speechEvents,
        Redaction.NONE,
        labels);
  }

  /** One of a call that claims nothing in particular. */
  public SessionPlan(
      String sessionId,
      Requirements requirements,
      Origin origin,
      Endpointing endpointing,
      Partials partials,
      boolean wordOffsets,
      boolean speechEvents,
      Map<String, String> labels) {
    this(
        sessionId,
        sessionId,
        Caller.ANONYMOUS,
        requirements,
        Claim.USUAL,
        origin,
        endpointing,
        partials,
        wordOffsets,
        speechEvents,
        labels);
  }
}
