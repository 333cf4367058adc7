package dev.stenogate.authentication;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The public keys of an issuer, as its JWKS has them. Immutable. */
record VerificationKeys(List<VerificationKey> keys) {
  /** An issuer has two or three; more than this are not read. */
  static final int KEYS_MAX = 100;

  /**
   * One key.
   *
   * @param id null: it has none
   * @param curve empty: it is not on one
   * @param algorithm null: it does not say what it is for
   */
  record VerificationKey(
      String id, String type, String curve, String algorithm, PublicKey publicKey) {
    /** Whether a signature by that algorithm can be its own: never one of another kind of key. */
    boolean fits(String wanted) {
      if (algorithm != null && !algorithm.equals(wanted)) {
        return false;
      }
      return switch (wanted) {
        case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512" -> type.equals("RSA");
        case "ES256" -> curve.equals("P-256");
        case "ES384" -> curve.equals("P-384");
        case "ES512" -> curve.equals("P-521");
        case "EdDSA" -> type.equals("OKP");
        default -> false;
      };
    }
  }

  VerificationKeys {
    keys = List.copyOf(keys);
  }

  /**
   * @throws IllegalArgumentException when there is no key in it that could be used
   */
  static VerificationKeys parse(String json) {
    List<VerificationKey> keys = new ArrayList<>();
    try {
      for (JsonWebKey jwk : new JsonWebKeySet(json).getJsonWebKeys()) {
        if (jwk instanceof PublicJsonWebKey one && isForSignatures(one) && keys.size() < KEYS_MAX) {
          keys.add(key(one));
        }
      }
    } catch (JoseException | RuntimeException e) {
      throw new IllegalArgumentException("no JWKS (" + e.getClass().getSimpleName() + ")", e);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a JWKS without a public key for signatures");
    }
    return new VerificationKeys(keys);
  }

  /** The one that the token names; where it names none, the only one that fits. */
  Optional<VerificationKey> find(Token token) {
    List<VerificationKey> fitting =
        keys.stream()
            .filter(key -> key.fits(token.algorithm()))
            .filter(key -> token.keyId().isEmpty() || Objects.equals(key.id(), token.keyId().get()))
            .toList();
    boolean isCertain = token.keyId().isPresent() || fitting.size() == 1;
    return isCertain ? fitting.stream().findFirst() : Optional.empty();
  }

  private static boolean isForSignatures(PublicJsonWebKey key) {
    return (key.getUse() == null || key.getUse().equals("sig"))
        && (key.getKeyOps() == null || key.getKeyOps().contains("verify"));
  }

  private static VerificationKey key(PublicJsonWebKey jwk) {
    String curve = jwk instanceof EllipticCurveJsonWebKey ec ? ec.getCurveName() : "";
    return new VerificationKey(
        jwk.getKeyId(), jwk.getKeyType(), curve, jwk.getAlgorithm(), jwk.getPublicKey());
  }
}
