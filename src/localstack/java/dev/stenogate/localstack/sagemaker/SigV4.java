package dev.stenogate.localstack.sagemaker;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 for the service {@code sagemaker}: the arithmetic, without an opinion on what
 * to do with a wrong one.
 */
final class SigV4 {
  /** The service name in every scope. */
  static final String SERVICE = "sagemaker";

  private static final String REQUEST = "AWS4-HMAC-SHA256";
  private static final String EVENT = "AWS4-HMAC-SHA256-PAYLOAD";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private SigV4() {}

  /** {@code 20261122T155741Z}. */
  static String seconds(Instant time) {
    return SECONDS.format(time);
  }

  /**
   * @param seconds as {@link #seconds} writes it
   */
  static String scope(String seconds, String region) {
    return seconds.substring(0, 8) + "/" + region + "/" + SERVICE + "/aws4_request";
  }

  /**
   * The signature of a POST without a query, as hex.
   *
   * @param seconds value of {@code x-amz-date}
   * @param headers all signed headers by lower-case name
   * @param signedNames their names in the order of the authorization header
   * @param contentSha256 value of {@code x-amz-content-sha256}
   */
  static String ofRequest(
      String secret,
      String region,
      String seconds,
      String path,
      Map<String, String> headers,
      List<String> signedNames,
      String contentSha256) {
    var canonical = new StringBuilder("POST\n" + path + "\n\n");
    for (String name : signedNames) {
      canonical
          .append(name)
          .append(':')
          .append(headers.getOrDefault(name, "").strip().replaceAll(" +", " "))
          .append('\n');
    }
    canonical.append('\n').append(String.join(";", signedNames)).append('\n').append(contentSha256);
    String toSign =
        String.join(
            "\n",
            REQUEST,
            seconds,
            scope(seconds, region),
            hex(sha256(utf8(canonical.toString()))));
    return hex(hmac(key(secret, region, seconds), toSign));
  }

  /**
   * The signature of one event.
   *
   * @param prior hex signature of the event before; of the request for the first
   * @param time value of {@code :date}, whose wire form is signed too
   * @param inner the whole inner message; empty for the event that ends the request
   */
  static byte[] ofEvent(
      String secret, String region, String prior, EventMessage.Timestamp time, byte[] inner) {
    String seconds = seconds(Instant.ofEpochMilli(time.epochMillis()));
    String toSign =
        String.join(
            "\n",
            EVENT,
            seconds,
            scope(seconds, region),
            prior,
            hex(sha256(EventMessage.header(":date", time))),
            hex(sha256(inner)));
    return hmac(key(secret, region, seconds), toSign);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] key(String secret, String region, String seconds) {
    byte[] day = hmac(utf8("AWS4" + secret), seconds.substring(0, 8));
    return hmac(hmac(hmac(day, region), SERVICE), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
