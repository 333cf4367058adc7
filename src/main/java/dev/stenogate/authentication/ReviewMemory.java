package dev.stenogate.authentication;

import dev.stenogate.authentication.TokenReviewer.Review;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reviews of late, by the SHA-256 of their tokens. Refusals are kept apart, so that strangers
 * cannot make it forget who is known. Thread-safe.
 */
final class ReviewMemory {
  /** Of each kind. */
  static final int ENTRIES_MAX = 4_096;

  /** Longest that a token is believed without asking again: one that is deleted is for so long. */
  static final long BELIEVED_SECONDS = 60;

  static final long REFUSED_SECONDS = 10;

  private record Known(Review review, long untilSeconds) {}

  private final Map<String, Known> believed = bounded();
  private final Map<String, Known> refused = bounded();

  /** Empty: nothing, or nothing any longer. */
  synchronized Optional<Review> of(String tokenSha256, long nowSeconds) {
    Known entry = believed.getOrDefault(tokenSha256, refused.get(tokenSha256));
    return entry == null || nowSeconds >= entry.untilSeconds()
        ? Optional.empty()
        : Optional.of(entry.review());
  }

  /**
   * @param expirySeconds of the token
   */
  synchronized void keep(String tokenSha256, Review review, long expirySeconds, long nowSeconds) {
    if (review.authenticated()) {
      long until = Math.min(expirySeconds, nowSeconds + BELIEVED_SECONDS);
      believed.put(tokenSha256, new Known(review, until));
    } else {
      believed.remove(tokenSha256);
      refused.put(tokenSha256, new Known(review, nowSeconds + REFUSED_SECONDS));
    }
  }

  /** The one longest not used goes first. */
  private static Map<String, Known> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
        return size() > ENTRIES_MAX;
      }
    };
  }
}
