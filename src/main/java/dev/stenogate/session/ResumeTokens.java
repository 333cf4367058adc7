package dev.stenogate.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads resume tokens: signed with HMAC-SHA-256, with an expiry, bound to the tenant.
 * Nothing is stored; every replica that knows the key can read what another wrote. Thread-safe;
 * time is an argument.
 *
 * <pre>
 * base64url( version 1 | expiry 8, s since the epoch | tenant 8, of its SHA-256 | next segment 8 | final position 8 | session id | mac 16 )
 * </pre>
 *
 * <p>The newest key signs; all of them are tried for reading, so that a key is rotated by putting a
 * new one first and removing the old one when its tokens have expired.
 */
public final class ResumeTokens {
  /** The shortest key, in bytes. */
  public static final int KEY_BYTES_MIN = 32;

  private static final byte VERSION = 1;
  private static final int FIXED_BYTES = 1 + 4 * Long.BYTES;
  private static final int MAC_BYTES = 16;
  private static final int SESSION_ID_BYTES_MAX = 64;
  private static final int CHARS_MAX = 4 * (FIXED_BYTES + SESSION_ID_BYTES_MAX + MAC_BYTES + 2) / 3;
  private static final String ALGORITHM = "HmacSHA256";

  /** What a token turned out to be. */
  public sealed interface Reading {
    /** Genuine, and this tenant's. */
    record Valid(ResumeToken token) implements Reading {}

    /** Not written by us, or changed since. */
    record Invalid() implements Reading {}

    /** Genuine but too old. */
    record Expired() implements Reading {}

    /** Genuine but another tenant's. */
    record Foreign() implements Reading {}
  }

  private final List<byte[]> keys;
  private final long lifeSeconds;

  /**
   * @param keys the newest first; each at least {@link #KEY_BYTES_MIN} bytes
   * @param lifeSeconds how long a token can be used
   */
  public ResumeTokens(List<byte[]> keys, long lifeSeconds) {
    if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length < KEY_BYTES_MIN)) {
      throw new IllegalArgumentException(
          "keys: none, or one is short (expected: at least one, each of %d bytes or more)"
              .formatted(KEY_BYTES_MIN));
    }
    this.keys = keys.stream().map(byte[]::clone).toList();
    this.lifeSeconds = lifeSeconds;
  }

  /** Writes a token that {@code tenant} can use for as long as tokens live. */
  public String write(ResumeToken token, String tenant, long nowSeconds) {
    byte[] id = token.sessionId().getBytes(StandardCharsets.UTF_8);
    if (id.length > SESSION_ID_BYTES_MAX) {
      throw new IllegalArgumentException(
          "sessionId: %d bytes (expected: at most %d)".formatted(id.length, SESSION_ID_BYTES_MAX));
    }
    ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + id.length + MAC_BYTES);
    bytes.put(VERSION).putLong(nowSeconds + lifeSeconds).putLong(fingerprint(tenant));
    bytes.putLong(token.nextSegmentId()).putLong(token.finalSamples()).put(id);
    bytes.put(mac(keys.getFirst(), bytes.array(), bytes.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads what a caller of {@code tenant} gave us; whatever it is, this throws nothing. */
  public Reading read(String text, String tenant, long nowSeconds) {
    Optional<byte[]> decoded = decode(text);
    if (decoded.isEmpty() || !isGenuine(decoded.get())) {
      return new Reading.Invalid();
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded.get());
    if (bytes.get() != VERSION) {
      return new Reading.Invalid();
    }
    long expirySeconds = bytes.getLong();
    long owner = bytes.getLong();
    long nextSegmentId = bytes.getLong();
    long finalSamples = bytes.getLong();
    byte[] id = new byte[bytes.remaining() - MAC_BYTES];
    bytes.get(id);
    if (owner != fingerprint(tenant)) {
      return new Reading.Foreign();
    }
    if (nowSeconds >= expirySeconds) {
      return new Reading.Expired();
    }
    return new Reading.Valid(
        new ResumeToken(new String(id, StandardCharsets.UTF_8), nextSegmentId, finalSamples));
  }

  private static Optional<byte[]> decode(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return bytes.length < FIXED_BYTES + MAC_BYTES ? Optional.empty() : Optional.of(bytes);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isGenuine(byte[] bytes) {
    int signed = bytes.length - MAC_BYTES;
    byte[] seen = Arrays.copyOfRange(bytes, signed, bytes.length);
    boolean genuine = false;
    for (byte[] key : keys) {
      genuine |= MessageDigest.isEqual(seen, mac(key, bytes, signed));
    }
    return genuine;
  }

  private static byte[] mac(byte[] key, byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(bytes, 0, length);
      return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static long fingerprint(String tenant) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
