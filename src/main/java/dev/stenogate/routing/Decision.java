package dev.stenogate.routing;

import java.util.List;

/**
 * Why an endpoint was picked, for logs.
 *
 * @param reason in a word or two
 * @param candidates all endpoints that the call could have had
 */
public record Decision(String reason, List<Candidate> candidates) {
  public Decision {
    candidates = List.copyOf(candidates);
  }

  /**
   * One endpoint that was looked at.
   *
   * @param score the less the better; NaN where {@code verdict} keeps it out
   * @param verdict what else counted: full, late, ejected, draining, left before by this call;
   *     empty: nothing
   */
  public record Candidate(String endpoint, double score, String verdict) {}
}
