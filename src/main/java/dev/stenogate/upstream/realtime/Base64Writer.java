package dev.stenogate.upstream.realtime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Base64 (RFC 4648, padded) into the middle of an array, from a buffer of either kind. The JDK's
 * encoder writes from index 0 of an array of its own, which would be a second copy of all audio.
 */
final class Base64Writer {
  private static final byte[] DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(US_ASCII);

  private Base64Writer() {}

  /** Bytes that so many bytes become. */
  static int length(int bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /** Consumes the source; writes from {@code at} on. */
  static void write(ByteBuffer from, byte[] to, int at) {
    int i = from.position();
    int end = from.limit();
    int o = at;
    for (; end - i >= 3; i += 3, o += 4) {
      int bits =
          (from.get(i) & 0xff) << 16 | (from.get(i + 1) & 0xff) << 8 | (from.get(i + 2) & 0xff);
      to[o] = DIGITS[bits >>> 18];
      to[o + 1] = DIGITS[bits >>> 12 & 0x3f];
      to[o + 2] = DIGITS[bits >>> 6 & 0x3f];
      to[o + 3] = DIGITS[bits & 0x3f];
    }
    if (end - i == 2) {
      int bits = (from.get(i) & 0xff) << 16 | (from.get(i + 1) & 0xff) << 8;
      to[o] = DIGITS[bits >>> 18];
      to[o + 1] = DIGITS[bits >>> 12 & 0x3f];
      to[o + 2] = DIGITS[bits >>> 6 & 0x3f];
      to[o + 3] = '=';
    } else if (end - i == 1) {
      int bits = (from.get(i) & 0xff) << 16;
      to[o] = DIGITS[bits >>> 18];
      to[o + 1] = DIGITS[bits >>> 12 & 0x3f];
      to[o + 2] = '=';
      to[o + 3] = '=';
    }
    from.position(end);
  }
}
