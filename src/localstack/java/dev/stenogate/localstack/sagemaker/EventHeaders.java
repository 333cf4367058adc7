package dev.stenogate.localstack.sagemaker;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The headers of an {@link EventMessage}: {@code u8 name length | name | u8 type | value}. */
final class EventHeaders {
  private EventHeaders() {}

  static Map<String, Object> read(ByteBuffer in) throws EventMessage.Malformed {
    var headers = new LinkedHashMap<String, Object>();
    try {
      while (in.hasRemaining()) {
        String name = new String(bytes(in, in.get() & 0xff), StandardCharsets.UTF_8);
        headers.put(name, value(in, name));
      }
    } catch (BufferUnderflowException e) {
      throw new EventMessage.Malformed("a header goes beyond the headers");
    }
    return headers;
  }

  private static Object value(ByteBuffer in, String name) throws EventMessage.Malformed {
    byte type = in.get();
    return switch (type) {
      case 0 -> true;
      case 1 -> false;
      case 2 -> in.get();
      case 3 -> in.getShort();
      case 4 -> in.getInt();
      case 5 -> in.getLong();
      case 6 -> bytes(in, in.getShort() & 0xffff);
      case 7 -> new String(bytes(in, in.getShort() & 0xffff), StandardCharsets.UTF_8);
      case 8 -> new EventMessage.Timestamp(in.getLong());
      case 9 -> new UUID(in.getLong(), in.getLong());
      default ->
          throw new EventMessage.Malformed(
              "header %s of type %d (expected: 0..9)".formatted(name, type));
    };
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    if (count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    var bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  static void write(ByteArrayOutputStream out, String name, Object value) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    out.write(utf8.length);
    out.writeBytes(utf8);
    switch (value) {
      case Boolean is -> out.write(is ? 0 : 1);
      case Byte number -> typed(out, 2, ByteBuffer.allocate(1).put(number).array());
      case Short number -> typed(out, 3, ByteBuffer.allocate(2).putShort(number).array());
      case Integer number -> typed(out, 4, ByteBuffer.allocate(4).putInt(number).array());
      case Long number -> typed(out, 5, ByteBuffer.allocate(8).putLong(number).array());
      case byte[] bytes -> counted(out, 6, bytes);
      case String text -> counted(out, 7, text.getBytes(StandardCharsets.UTF_8));
      case EventMessage.Timestamp(long millis) ->
          typed(out, 8, ByteBuffer.allocate(8).putLong(millis).array());
      case UUID id ->
          typed(
              out,
              9,
              ByteBuffer.allocate(16)
                  .putLong(id.getMostSignificantBits())
                  .putLong(id.getLeastSignificantBits())
                  .array());
      default -> throw new IllegalArgumentException(name + ": a header of " + value.getClass());
    }
  }

  private static void counted(ByteArrayOutputStream out, int type, byte[] bytes) {
    typed(
        out,
        type,
        ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).array());
  }

  private static void typed(ByteArrayOutputStream out, int type, byte[] value) {
    out.write(type);
    out.writeBytes(value);
  }
}
