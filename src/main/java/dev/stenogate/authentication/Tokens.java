package dev.stenogate.authentication;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Finds who can verify a token. */
final class Tokens {
  private final List<TokenVerifier> verifiers;

  Tokens(List<TokenVerifier> verifiers) {
    this.verifiers = List.copyOf(verifiers);
  }

  /**
   * @throws Denied or fails with it
   */
  CompletionStage<Verdict> verify(String compact) {
    Token token = Token.read(compact);
    return of(token.issuer()).verify(token);
  }

  private TokenVerifier of(Optional<String> issuer) {
    return verifiers.stream()
        .filter(verifier -> verifier.issuer().isPresent() && verifier.issuer().equals(issuer))
        .findFirst()
        .or(() -> verifiers.stream().filter(v -> v.issuer().isEmpty()).findFirst())
        .orElseThrow(() -> unknown(issuer));
  }

  private Denied unknown(Optional<String> issuer) {
    return new Denied(
        Denial.TOKEN_ISSUER_UNKNOWN,
        "token's iss: %s (expected: %s)"
            .formatted(
                Printable.quoted(issuer.orElse(null)),
                verifiers.stream()
                    .map(TokenVerifier::issuer)
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(" or "))),
        "");
  }
}
