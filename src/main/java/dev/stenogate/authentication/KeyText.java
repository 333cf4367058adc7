package dev.stenogate.authentication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its owner has it: {@code sg_<id>_<secret>}. The id is public and names it; the
 * secret is 256 random bits in base64url.
 *
 * @param whole a secret
 */
public record KeyText(String id, String whole) {
  /** By which a key is told from a token, and found where it does not belong. */
  public static final String PREFIX = "sg_";

  private static final int ID_CHARS = 12;
  private static final int SECRET_BYTES = 32;
  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final Pattern SHAPE = Pattern.compile("sg_([a-z0-9]{4,32})_[A-Za-z0-9_-]{43}");

  /** A new one. */
  public static KeyText make(RandomGenerator random) {
    StringBuilder id = new StringBuilder(ID_CHARS);
    for (int i = 0; i < ID_CHARS; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new KeyText(id.toString(), PREFIX + id + "_" + text);
  }

  /** Empty: it has not the shape of a key. */
  static Optional<KeyText> read(String text) {
    Matcher shape = SHAPE.matcher(text);
    return shape.matches() ? Optional.of(new KeyText(shape.group(1), text)) : Optional.empty();
  }

  /** What is stored of it: 64 hexadecimal digits. */
  public String sha256Hex() {
    return HexFormat.of().formatHex(sha256(whole));
  }

  static byte[] sha256(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return PREFIX + id + "_…";
  }
}
