package dev.stenogate.authentication;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Verifies tokens by the keys that their issuer publishes. That costs up to 2 ms, which strangers
 * can cause, so it is never done on the loops that live calls are on. Verified tokens are not
 * remembered: a token opens few calls in its life.
 */
public final class SignedTokens implements TokenVerifier {
  private final JwtIssuer issuer;
  private final ClaimRules rules;
  private final Bearer bearer;
  private final SigningKeys keys;
  private final Executor workers;
  private final Surroundings surroundings;

  /**
   * As configured.
   *
   * @param workers who verify; a bounded number of tokens, and they refuse what is beyond
   */
  public SignedTokens(
      JwtIssuer issuer,
      Bearer bearer,
      SigningKeys keys,
      Executor workers,
      Surroundings surroundings) {
    this.issuer = issuer;
    this.rules = new ClaimRules(issuer);
    this.bearer = bearer;
    this.keys = keys;
    this.workers = workers;
    this.surroundings = surroundings;
  }

  @Override
  public Optional<String> issuer() {
    return Optional.of(issuer.issuer());
  }

  @Override
  public CompletionStage<Verdict> verify(Token token) {
    rules.requireAlgorithm(token);
    return keys.find(token).thenCompose(lookup -> atWork(() -> verdict(token, lookup), token));
  }

  private CompletionStage<Verdict> atWork(Supplier<Verdict> work, Token token) {
    try {
      return CompletableFuture.supplyAsync(work, workers);
    } catch (RejectedExecutionException _) {
      throw new Denied(
          Denial.AUTHENTICATION_UNAVAILABLE,
          "tokens: too many are to be verified at once (expected: room for one more)",
          rules.id(token));
    }
  }

  private Verdict verdict(Token token, SigningKeys.Lookup lookup) {
    return switch (lookup) {
      case SigningKeys.Lookup.Found found ->
          surroundings.verdict(
              bearer, rules.verified(token, found.key().publicKey(), surroundings.now()));
      case SigningKeys.Lookup.Unknown _ ->
          throw new Denied(
              Denial.TOKEN_KEY_UNKNOWN,
              "token's kid: %s (expected: a key of %s for %s)"
                  .formatted(
                      Printable.quoted(token.keyId().orElse(null)),
                      issuer.issuer(),
                      token.algorithm()),
              rules.id(token));
      case SigningKeys.Lookup.Unavailable _ ->
          throw new Denied(
              Denial.AUTHENTICATION_UNAVAILABLE,
              "keys of issuer %s: no answer (expected: its JWKS)".formatted(issuer.name()),
              rules.id(token));
    };
  }
}
