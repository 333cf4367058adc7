package dev.stenogate.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key: PKCS#8, or RSA's own PKCS#1, which cert-manager writes unless it is told
 * otherwise.
 */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** Version 0 and the algorithm rsaEncryption, as PKCS#8 has them before the key itself. */
  private static final byte[] RSA_HEAD =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int SHORT_LENGTH_MAX = 127;
  private static final int LONG_LENGTH = 0x82;

  private PemKey() {}

  /**
   * @throws IllegalArgumentException that names {@code key}, and says nothing of it
   */
  static PrivateKey read(byte[] pem) {
    Matcher block = BLOCK.matcher(new String(pem, US_ASCII));
    if (!block.find()) {
      throw malformed();
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException _) {
      throw malformed();
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(block.group(1) == null ? der : pkcs8OfRsa(der));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException _) {
        // Of another algorithm, or none.
      }
    }
    throw malformed();
  }

  private static byte[] pkcs8OfRsa(byte[] pkcs1) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(RSA_HEAD);
    body.writeBytes(element(OCTET_STRING, pkcs1));
    return element(SEQUENCE, body.toByteArray());
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.length > SHORT_LENGTH_MAX) {
      element.write(LONG_LENGTH);
      element.write(content.length >>> 8);
    }
    element.write(content.length);
    element.writeBytes(content);
    return element.toByteArray();
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "key: malformed (expected: PEM of an unencrypted PRIVATE KEY or RSA PRIVATE KEY)");
  }
}
