package dev.stenogate.authentication;

import dev.stenogate.authentication.TokenReviewer.Review;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwt.JwtClaims;

/**
 * Verifies tokens by asking a reviewer. What can be seen without asking is looked at first, the
 * answer is remembered for a while, and who waits for the same token waits for the same answer.
 */
public final class ReviewedTokens implements TokenVerifier {
  /** Questions under way. */
  static final int UNDER_WAY_MAX = 32;

  private final JwtIssuer issuer;
  private final ClaimRules rules;
  private final Bearer bearer = new Bearer.OfServiceAccount();
  private final TokenReviewer reviewer;
  private final Surroundings surroundings;
  private final ReviewMemory memory = new ReviewMemory();
  private final Map<String, CompletableFuture<Review>> underWay = new ConcurrentHashMap<>();

  /**
   * @param issuer its {@code iss} may be empty: then the reviewer alone decides on it
   */
  public ReviewedTokens(JwtIssuer issuer, TokenReviewer reviewer, Surroundings surroundings) {
    this.issuer = issuer;
    this.rules = new ClaimRules(issuer);
    this.reviewer = reviewer;
    this.surroundings = surroundings;
  }

  @Override
  public Optional<String> issuer() {
    return Optional.of(issuer.issuer()).filter(iss -> !iss.isEmpty());
  }

  @Override
  public CompletionStage<Verdict> verify(Token token) {
    rules.requireAlgorithm(token);
    JwtClaims claims = rules.plausible(token, surroundings.now());
    String sha256 = HexFormat.of().formatHex(KeyText.sha256(token.compact()));
    Optional<Review> known = memory.of(sha256, surroundings.now());
    if (known.isPresent()) {
      return CompletableFuture.completedStage(verdict(known.get(), token, claims));
    }
    return asked(token, claims, sha256).thenApply(review -> verdict(review, token, claims));
  }

  private CompletionStage<Review> asked(Token token, JwtClaims claims, String sha256) {
    CompletableFuture<Review> mine = new CompletableFuture<>();
    CompletableFuture<Review> others = underWay.putIfAbsent(sha256, mine);
    if (others != null) {
      return others;
    }
    if (underWay.size() > UNDER_WAY_MAX) {
      underWay.remove(sha256);
      mine.completeExceptionally(unavailable(token, "too many questions are under way"));
      return mine;
    }
    answer(token)
        .whenComplete(
            (review, failure) -> {
              if (failure == null) {
                memory.keep(
                    sha256, review, bearer.credential(claims).expirySeconds(), surroundings.now());
              }
              underWay.remove(sha256);
              if (failure == null) {
                mine.complete(review);
              } else {
                mine.completeExceptionally(unavailable(token, "no answer"));
              }
            });
    return mine;
  }

  private CompletionStage<Review> answer(Token token) {
    try {
      return reviewer.review(token.compact(), issuer.audiences());
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private Verdict verdict(Review review, Token token, JwtClaims claims) {
    if (!review.authenticated()) {
      throw new Denied(
          Denial.TOKEN_INVALID,
          "token: the cluster does not believe it (expected: one that TokenReview authenticates)",
          rules.id(token));
    }
    if (review.audiences().stream().noneMatch(issuer.audiences()::contains)) {
      throw new Denied(
          Denial.TOKEN_AUDIENCE,
          "token's audiences, as reviewed: %s (expected: %s)"
              .formatted(
                  Printable.quoted(review.audiences()), String.join(" or ", issuer.audiences())),
          rules.id(token));
    }
    if (!review.username().equals(token.subject())) {
      throw new Denied(
          Denial.TOKEN_INVALID,
          "token's sub: %s (expected: whom TokenReview names)"
              .formatted(Printable.quoted(token.subject())),
          rules.id(token));
    }
    return surroundings.verdict(bearer, claims);
  }

  private Denied unavailable(Token token, String why) {
    return new Denied(
        Denial.AUTHENTICATION_UNAVAILABLE,
        "review of the token: %s (expected: the cluster's TokenReview)".formatted(why),
        rules.id(token));
  }
}
