package dev.stenogate.localstack.sagemaker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks who calls, as the service does: every mistake is a 403 with its own type. */
final class Authorization {
  /** How far the caller's clock may be off. */
  static final Duration SKEW_MAX = Duration.ofMinutes(5);

  /** The content hash of a request whose events are signed one by one. */
  static final String EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

  private static final Pattern HEADER =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/,]+)/(\\d{8}/[^,]+), SignedHeaders=([^,]+),"
              + " Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
  private static final List<String> SIGNED_AT_LEAST =
      List.of("host", "x-amz-content-sha256", "x-amz-date");

  private final FrontOptions.Keys keys;

  Authorization(FrontOptions.Keys keys) {
    this.keys = keys;
  }

  /**
   * Checks the signature of the request.
   *
   * @param headers by lower-case name, {@code host} among them
   * @return the chain for its events
   * @throws RefusedCall always a 403
   */
  SignedEvents check(String path, Map<String, String> headers, Instant now) throws RefusedCall {
    String header = headers.get("authorization");
    if (header == null) {
      throw refused("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw refused("IncompleteSignatureException", "the authorization header cannot be read");
    }
    if (!parts.group(1).equals(keys.accessKeyId())
        || !headers.getOrDefault("x-amz-security-token", "").equals(keys.sessionToken())) {
      throw refused(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    String date = headers.getOrDefault("x-amz-date", "");
    checkDate(date, now);
    String scope = SigV4.scope(date, keys.region());
    if (!parts.group(2).equals(scope)) {
      throw wrong("Credential should be scoped to " + scope + ", not " + parts.group(2));
    }
    List<String> signed = List.of(parts.group(3).split(";"));
    checkSigned(signed, headers);
    if (!EVENTS.equals(headers.get("x-amz-content-sha256"))) {
      throw wrong("x-amz-content-sha256 should be " + EVENTS);
    }
    String expected =
        SigV4.ofRequest(keys.secretAccessKey(), keys.region(), date, path, headers, signed, EVENTS);
    if (!same(expected, parts.group(4))) {
      throw wrong(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method.");
    }
    return new SignedEvents(keys.secretAccessKey(), keys.region(), expected);
  }

  private static void checkDate(String date, Instant now) throws RefusedCall {
    try {
      Instant signed = Instant.from(SECONDS.parse(date));
      if (Duration.between(signed, now).abs().compareTo(SKEW_MAX) > 0) {
        throw wrong("Signature expired: " + date + " is more than 5 min off");
      }
    } catch (DateTimeException e) {
      throw wrong("x-amz-date: '" + date + "' (expected: yyyyMMddTHHmmssZ)");
    }
  }

  private static void checkSigned(List<String> signed, Map<String, String> headers)
      throws RefusedCall {
    for (String name : SIGNED_AT_LEAST) {
      if (!signed.contains(name)) {
        throw wrong(name + " must be a signed header");
      }
    }
    for (String name : headers.keySet()) {
      if (name.startsWith("x-amz") && !signed.contains(name)) {
        throw wrong(name + " is there and not signed");
      }
    }
  }

  private static boolean same(String expected, String seen) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII), seen.getBytes(StandardCharsets.US_ASCII));
  }

  private static RefusedCall wrong(String message) {
    return new RefusedCall(Refusal.signature(message));
  }

  private static RefusedCall refused(String type, String message) {
    return new RefusedCall(new Refusal(403, type, message));
  }
}
