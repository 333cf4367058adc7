package dev.stenogate.authentication;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks somebody else whether a token is good, as Kubernetes's API server. Thread-safe. */
public interface TokenReviewer {
  /**
   * Asks. Never blocks; completes within 4 s; fails where there is no answer.
   *
   * @param audiences of which the token must be meant for one
   */
  CompletionStage<Review> review(String token, List<String> audiences);

  /**
   * The answer.
   *
   * @param authenticated whether it is believed
   * @param username whose it is, such as {@code system:serviceaccount:voice:agent}
   * @param audiences those asked for that the token has; empty where the reviewer does not know
   *     audiences, and did not look
   */
  record Review(boolean authenticated, String username, List<String> audiences) {
    public Review {
      audiences = List.copyOf(audiences);
    }
  }
}
