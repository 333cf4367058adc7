package dev.stenogate.authentication;

import java.security.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Makes tokens, right and wrong ones. */
public final class Minted {
  public static final String ISSUER = "https://login.corp.example";
  public static final String AUDIENCE = "stenogate";
  public static final long NOW = 1_800_000_000L;

  private Minted() {}

  public static PublicJsonWebKey rsa(String id) {
    try {
      PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public static PublicJsonWebKey ec(String id) {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public static PublicJsonWebKey ed25519(String id) {
    try {
      PublicJsonWebKey key = OkpJwkGenerator.generateJwk("Ed25519");
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public halves, as an issuer publishes them. */
  public static String jwks(PublicJsonWebKey... keys) {
    return new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  /** The claims of a good token, from a minute ago for five minutes. */
  public static Map<String, Object> claims(long nowSeconds) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", AUDIENCE);
    claims.put("sub", "team-captions");
    claims.put("iat", nowSeconds - 60);
    claims.put("exp", nowSeconds + 300);
    return claims;
  }

  public static Map<String, Object> with(Map<String, Object> claims, String claim, Object value) {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.put(claim, value);
    return changed;
  }

  public static Map<String, Object> without(Map<String, Object> claims, String claim) {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.remove(claim);
    return changed;
  }

  public static String signed(Map<String, Object> claims, PublicJsonWebKey key, String algorithm) {
    return signed(claims, key.getPrivateKey(), key.getKeyId(), algorithm);
  }

  /**
   * Signed by any key, fit for it or not.
   *
   * @param keyId null: it names none
   */
  public static String signed(Map<String, Object> claims, Key key, String keyId, String algorithm) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setPayload(json(claims));
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setDoKeyValidation(false);
    if (keyId != null) {
      jws.setKeyIdHeaderValue(keyId);
    }
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Map<String, Object> claims) {
    JwtClaims made = new JwtClaims();
    List<String> names = new ArrayList<>(claims.keySet());
    names.forEach(name -> made.setClaim(name, claims.get(name)));
    return made.toJson();
  }
}
