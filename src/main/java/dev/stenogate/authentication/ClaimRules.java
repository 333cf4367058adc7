package dev.stenogate.authentication;

import java.security.PublicKey;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** What must be true of a token of an issuer, judged by jose4j. Pure. */
final class ClaimRules {
  private final JwtIssuer issuer;

  ClaimRules(JwtIssuer issuer) {
    this.issuer = issuer;
  }

  /**
   * All of it, the signature first.
   *
   * @throws Denied when it is not so
   */
  JwtClaims verified(Token token, PublicKey key, long nowSeconds) {
    return judged(
        token,
        rules(nowSeconds)
            .setVerificationKey(key)
            .setJwsAlgorithmConstraints(
                ConstraintType.PERMIT, issuer.algorithms().toArray(String[]::new)),
        nowSeconds);
  }

  /**
   * All but the signature, which somebody else verifies.
   *
   * @throws Denied when it is not so
   */
  JwtClaims plausible(Token token, long nowSeconds) {
    return judged(
        token,
        rules(nowSeconds).setDisableRequireSignature().setSkipSignatureVerification(),
        nowSeconds);
  }

  /**
   * @throws Denied when the algorithm is not one of the issuer's
   */
  void requireAlgorithm(Token token) {
    if (!issuer.algorithms().contains(token.algorithm())) {
      throw new Denied(
          Denial.TOKEN_INVALID,
          "token's alg: %s (expected: %s)"
              .formatted(
                  Printable.quoted(token.algorithm()), String.join(", ", issuer.algorithms())),
          id(token));
    }
  }

  /** What a token of this issuer is called that is not believed. */
  String id(Token token) {
    return Printable.id(issuer.name() + ":" + token.subject());
  }

  private JwtConsumerBuilder rules(long nowSeconds) {
    JwtConsumerBuilder rules =
        new JwtConsumerBuilder()
            .setExpectedAudience(true, issuer.audiences().toArray(String[]::new))
            .setRequireExpirationTime()
            .setRequireSubject()
            .setAllowedClockSkewInSeconds(issuer.clockSkewSeconds())
            .setEvaluationTime(NumericDate.fromSeconds(nowSeconds));
    return issuer.issuer().isEmpty() ? rules : rules.setExpectedIssuer(true, issuer.issuer());
  }

  private JwtClaims judged(Token token, JwtConsumerBuilder rules, long nowSeconds) {
    try {
      return rules.build().processToClaims(token.compact());
    } catch (InvalidJwtException e) {
      throw denied(e, token, nowSeconds);
    } catch (RuntimeException _) {
      throw new Denied(
          Denial.TOKEN_INVALID,
          "token: content of a wrong type (expected: exp, nbf and iat as numbers)",
          id(token));
    }
  }

  private Denied denied(InvalidJwtException e, Token token, long nowSeconds) {
    Denial denial = denial(e);
    return new Denied(denial, told(denial, e, token.claims(), nowSeconds), id(token));
  }

  private static Denial denial(InvalidJwtException e) {
    if (has(e, ErrorCodes.EXPIRED)) {
      return Denial.TOKEN_EXPIRED;
    }
    if (has(e, ErrorCodes.NOT_YET_VALID)) {
      return Denial.TOKEN_NOT_YET_VALID;
    }
    return has(e, ErrorCodes.AUDIENCE_INVALID) || has(e, ErrorCodes.AUDIENCE_MISSING)
        ? Denial.TOKEN_AUDIENCE
        : Denial.TOKEN_INVALID;
  }

  private static boolean has(InvalidJwtException e, int code) {
    return e.hasErrorCode(code);
  }

  /** In words of our own: those of the exception quote the token. */
  private String told(Denial denial, InvalidJwtException e, JwtClaims claims, long nowSeconds) {
    Instant now = Instant.ofEpochSecond(nowSeconds);
    return switch (denial) {
      case TOKEN_EXPIRED ->
          "token's exp: %s (expected: after %s, with %d s of leeway)"
              .formatted(date(claims, "exp"), now, issuer.clockSkewSeconds());
      case TOKEN_NOT_YET_VALID ->
          "token's nbf: %s (expected: not after %s, with %d s of leeway)"
              .formatted(date(claims, "nbf"), now, issuer.clockSkewSeconds());
      case TOKEN_AUDIENCE ->
          "token's aud: %s (expected: %s)"
              .formatted(
                  Printable.quoted(claims.getClaimValue("aud")),
                  String.join(" or ", issuer.audiences()));
      case null, default ->
          has(e, ErrorCodes.SIGNATURE_INVALID)
              ? "token's signature: not that of its issuer's key (expected: one of %s)"
                  .formatted(issuer.issuer())
              : "token's content: incomplete or of a wrong type (expected: iss, sub, aud and exp)";
    };
  }

  private static String date(JwtClaims claims, String claim) {
    try {
      return Instant.ofEpochSecond(claims.getNumericDateClaimValue(claim).getValue()).toString();
    } catch (MalformedClaimException | RuntimeException _) {
      return "no date";
    }
  }
}
