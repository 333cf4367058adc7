package dev.stenogate.authentication;

import java.util.List;

/**
 * Who makes tokens, and which of them are for this gateway.
 *
 * @param name the operator's
 * @param issuer {@code iss} of its tokens
 * @param audiences one of which must be in {@code aud}
 * @param algorithms of signatures, asymmetric ones: see {@link #ALGORITHMS}
 * @param clockSkewSeconds that its clock and this one may differ
 */
public record JwtIssuer(
    String name,
    String issuer,
    List<String> audiences,
    List<String> algorithms,
    int clockSkewSeconds) {
  /**
   * All that can be allowed. None with a shared secret: a public key would be one that everybody
   * has.
   */
  public static final List<String> ALGORITHMS =
      List.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  public JwtIssuer {
    audiences = List.copyOf(audiences);
    algorithms = List.copyOf(algorithms);
    if (!ALGORITHMS.containsAll(algorithms) || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "algorithms: %s (expected: of %s)".formatted(algorithms, ALGORITHMS));
    }
  }
}
