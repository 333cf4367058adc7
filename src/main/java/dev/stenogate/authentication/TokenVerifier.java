package dev.stenogate.authentication;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Verifies tokens of one issuer. Thread-safe. */
public interface TokenVerifier {
  /** {@code iss} of its tokens; empty: it takes those that nobody else takes. */
  Optional<String> issuer();

  /**
   * Whose it is. Fails with {@link Denied} where it is not to be believed.
   *
   * @throws Denied instead
   */
  CompletionStage<Verdict> verify(Token token);
}
