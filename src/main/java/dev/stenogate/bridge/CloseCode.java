package dev.stenogate.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How one side of a session ends, in words that the other side can be told.
 *
 * @param code a code that may stand in a close frame (RFC 6455, section 7.4)
 * @param reason at most 123 bytes of UTF-8
 */
record CloseCode(short code, String reason) {
  static final short NORMAL = 1000;
  static final short GOING_AWAY = 1001;
  static final short NOT_UTF_8 = 1007;
  static final short TOO_BIG = 1009;
  static final short INTERNAL_ERROR = 1011;
  static final short SERVICE_RESTART = 1012;
  static final short TRY_AGAIN_LATER = 1013;

  private static final int REASON_BYTES_MAX = 123;

  CloseCode {
    reason = cut(reason == null ? "" : reason);
  }

  CloseCode(int code, String reason) {
    this((short) code, reason);
  }

  /**
   * What to tell the client when vLLM's connection ended.
   *
   * @param code null when it was lost without a close frame
   */
  static CloseCode ofUpstream(Short code, String reason) {
    return code == null || code == 1006
        ? new CloseCode(INTERNAL_ERROR, "upstream connection lost")
        : sendable(code, reason);
  }

  /** What to tell vLLM when the client's connection ended. */
  static CloseCode ofClient(Short code, String reason) {
    return code == null || code == 1006
        ? new CloseCode(GOING_AWAY, "client connection lost")
        : sendable(code, reason);
  }

  /** A close frame without a code reads as 1005, which must not be sent; it meant no harm. */
  private static CloseCode sendable(short code, String reason) {
    boolean standard = code >= 1000 && code <= 1014 && code != 1004 && code != 1005;
    boolean registered = code >= 3000 && code <= 4999;
    return new CloseCode(standard || registered ? code : NORMAL, reason);
  }

  private static String cut(String reason) {
    if (reason.getBytes(UTF_8).length <= REASON_BYTES_MAX) {
      return reason;
    }
    int end = Math.min(reason.length(), REASON_BYTES_MAX);
    while (reason.substring(0, end).getBytes(UTF_8).length > REASON_BYTES_MAX
        || Character.isHighSurrogate(reason.charAt(end - 1))) {
      end--;
    }
    return reason.substring(0, end);
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? Short.toString(code) : code + " \"" + reason + "\"";
  }
}
