package dev.stenogate.authentication;

import java.util.Optional;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * A token as it says of itself: nothing here is verified. Read to find out who can verify it.
 *
 * @param compact a secret
 * @param keyId empty: it names no key
 */
public record Token(String compact, String algorithm, Optional<String> keyId, JwtClaims claims) {
  /** As long as all metadata of a call may be. */
  static final int CHARS_MAX = 16 * 1024;

  private static final int PARTS = 3;

  /**
   * @throws Denied when it is no signed JWT
   */
  static Token read(String compact) {
    if (compact.length() > CHARS_MAX || compact.split("\\.", -1).length != PARTS) {
      throw malformed(compact);
    }
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setCompactSerialization(compact);
      JwtClaims claims = JwtClaims.parse(jws.getUnverifiedPayload());
      String algorithm = jws.getAlgorithmHeaderValue();
      return new Token(
          compact,
          algorithm == null ? "" : algorithm,
          Optional.ofNullable(jws.getKeyIdHeaderValue()),
          claims);
    } catch (JoseException | InvalidJwtException | RuntimeException _) {
      throw malformed(compact); // Their words quote the token.
    }
  }

  /** Who it says made it; empty: it does not say. */
  Optional<String> issuer() {
    try {
      return Optional.ofNullable(claims.getIssuer());
    } catch (MalformedClaimException _) {
      return Optional.empty();
    }
  }

  /** Whom it says it is of; empty: it does not say. */
  String subject() {
    try {
      return claims.getSubject() == null ? "" : claims.getSubject();
    } catch (MalformedClaimException _) {
      return "";
    }
  }

  private static Denied malformed(String compact) {
    return new Denied(
        Denial.TOKEN_INVALID,
        "token: %d characters that are no signed JWT (expected: header.claims.signature, at most %d)"
            .formatted(compact.length(), CHARS_MAX),
        "");
  }

  @Override
  public String toString() {
    return "Token[%d characters]".formatted(compact.length());
  }
}
