package dev.stenogate.session;

import dev.stenogate.routing.Requirements;
import java.util.Map;

/**
 * What the caller asked for, validated, with the defaults filled in.
 *
 * @param partials whether open segments are told
 * @param labels the caller's own, for logs
 */
public record SessionPlan(
    String sessionId,
    Requirements requirements,
    Endpointing endpointing,
    boolean partials,
    boolean wordOffsets,
    boolean speechEvents,
    Map<String, String> labels) {
  public SessionPlan {
    labels = Map.copyOf(labels);
  }
}
