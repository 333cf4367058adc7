package dev.stenogate.localstack.sagemaker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * One message of {@code application/vnd.amazon.eventstream}. All integers are big-endian:
 *
 * <pre>
 * u32 total length | u32 headers length | u32 CRC-32 of these 8 bytes | headers | payload | u32 CRC-32 of all before
 * header: u8 name length | name | u8 type | value
 * </pre>
 *
 * @param headers in the order of the wire; values are {@link Boolean}, {@link Byte}, {@link Short},
 *     {@link Integer}, {@link Long}, {@code byte[]}, {@link String}, {@link Timestamp} or {@link
 *     java.util.UUID}
 * @param payload raw bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record EventMessage(Map<String, Object> headers, byte[] payload) {
  /** Length, headers length and their checksum, in bytes. */
  static final int PRELUDE_BYTES = 12;

  /** What a message has besides headers and payload, in bytes. */
  static final int FRAME_BYTES = PRELUDE_BYTES + 4;

  /** The longest headers that are accepted, in bytes. */
  static final int HEADERS_BYTES_MAX = 128 << 10;

  /** The longest message that is accepted, in bytes. */
  static final int MESSAGE_BYTES_MAX = 24 << 20;

  /**
   * A time as a header.
   *
   * @param epochMillis milliseconds since 1970-01-01T00:00Z
   */
  record Timestamp(long epochMillis) {}

  /** The bytes are no event message. */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message);
    }
  }

  static EventMessage of(Map<String, String> headers, byte[] payload) {
    return new EventMessage(new LinkedHashMap<>(headers), payload);
  }

  /** The header's value when it is a string, else null. */
  String text(String name) {
    return headers.get(name) instanceof String value ? value : null;
  }

  /** The header's bytes on the wire, name and type included, as the signature of an event needs. */
  static byte[] header(String name, Object value) {
    var out = new ByteArrayOutputStream();
    EventHeaders.write(out, name, value);
    return out.toByteArray();
  }

  byte[] encode() {
    var names = new ByteArrayOutputStream();
    headers.forEach((name, value) -> EventHeaders.write(names, name, value));
    int total = FRAME_BYTES + names.size() + payload.length;
    ByteBuffer out = ByteBuffer.allocate(total).putInt(total).putInt(names.size());
    out.putInt(crc(out.array(), 0, 8)).put(names.toByteArray()).put(payload);
    return out.putInt(crc(out.array(), 0, total - 4)).array();
  }

  /**
   * Reads a message that fills the array.
   *
   * @throws Malformed when a length or checksum is wrong, or a header cannot be read
   */
  static EventMessage decode(byte[] bytes) throws Malformed {
    if (bytes.length < FRAME_BYTES || length(bytes) != bytes.length) {
      throw new Malformed("%d bytes do not make one message".formatted(bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int headersBytes = in.getInt(4);
    if (headersBytes < 0
        || headersBytes > HEADERS_BYTES_MAX
        || headersBytes > bytes.length - FRAME_BYTES) {
      throw new Malformed("headers of %d bytes".formatted(headersBytes));
    }
    expectCrc(in.getInt(bytes.length - 4), crc(bytes, 0, bytes.length - 4), "message");
    var payload = new byte[bytes.length - FRAME_BYTES - headersBytes];
    in.get(PRELUDE_BYTES + headersBytes, payload);
    return new EventMessage(EventHeaders.read(in.slice(PRELUDE_BYTES, headersBytes)), payload);
  }

  /**
   * The length of the message that begins with these bytes.
   *
   * @param prelude at least {@link #PRELUDE_BYTES}
   * @throws Malformed when the prelude's checksum is wrong or the length is out of bounds
   */
  static int length(byte[] prelude) throws Malformed {
    ByteBuffer in = ByteBuffer.wrap(prelude);
    expectCrc(in.getInt(8), crc(prelude, 0, 8), "prelude");
    int total = in.getInt(0);
    if (total < FRAME_BYTES || total > MESSAGE_BYTES_MAX) {
      throw new Malformed(
          "length %d (expected: %d..%d)".formatted(total, FRAME_BYTES, MESSAGE_BYTES_MAX));
    }
    return total;
  }

  private static void expectCrc(int seen, int computed, String what) throws Malformed {
    if (seen != computed) {
      throw new Malformed("%s checksum %08x (expected: %08x)".formatted(what, seen, computed));
    }
  }

  private static int crc(byte[] bytes, int from, int count) {
    var crc = new CRC32();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }

  /** Names and kinds for a log; never the payload. */
  @Override
  public String toString() {
    return "EventMessage[" + headers.keySet() + ", " + payload.length + " bytes]";
  }

  /** The payload as text. */
  String payloadText() {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
