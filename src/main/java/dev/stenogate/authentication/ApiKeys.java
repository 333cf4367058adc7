package dev.stenogate.authentication;

import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenants;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/** Tells whose an API key is. Pure. */
final class ApiKeys {
  /** Compared with where the id is unknown, so that the work is the same; no text has this hash. */
  private static final String NOBODYS_SHA256_HEX = "0".repeat(64);

  private ApiKeys() {}

  /**
   * @throws Denied with a reason that depends on the stored key only if the secret is right
   */
  static Verdict verdict(String text, Tenants tenants, long nowSeconds) {
    KeyText shown =
        KeyText.read(text)
            .orElseThrow(
                () ->
                    new Denied(
                        Denial.API_KEY_INVALID,
                        "API key: %d characters of another shape (expected: sg_<id>_<secret>)"
                            .formatted(text.length()),
                        ""));
    Optional<ApiKey> stored = tenants.key(shown.id());
    boolean isRight = matches(shown, stored.map(ApiKey::sha256Hex).orElse(NOBODYS_SHA256_HEX));
    if (stored.isEmpty() || !isRight) {
      throw new Denied(
          Denial.API_KEY_INVALID,
          "API key: '%s' with this secret is not known (expected: a key of this gateway)"
              .formatted(shown.id()),
          shown.id());
    }
    return verdict(stored.get(), tenants, nowSeconds);
  }

  private static Verdict verdict(ApiKey key, Tenants tenants, long nowSeconds) {
    if (key.revoked()) {
      throw new Denied(
          Denial.API_KEY_REVOKED,
          "API key: '%s' was revoked (expected: one that is in use)".formatted(key.id()),
          key.id());
    }
    if (nowSeconds >= key.expirySeconds()) {
      throw new Denied(
          Denial.API_KEY_EXPIRED,
          "API key: '%s' expired at %s (expected: one that is in use)"
              .formatted(key.id(), Instant.ofEpochSecond(key.expirySeconds())),
          key.id());
    }
    Credential credential =
        new Credential(
            Credential.Kind.API_KEY,
            key.id(),
            key.expirySeconds(),
            new Identity.Key(key.id(), key.sha256Hex()));
    return Ownership.verdict(
        tenants.named(key.tenant()), credential, tenants, () -> "the tenant of this key");
  }

  /** In a time that does not depend on where they differ. */
  private static boolean matches(KeyText shown, String sha256Hex) {
    return MessageDigest.isEqual(
        shown.sha256Hex().getBytes(StandardCharsets.US_ASCII),
        sha256Hex.getBytes(StandardCharsets.US_ASCII));
  }
}
