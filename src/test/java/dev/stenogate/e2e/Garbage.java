package dev.stenogate.e2e;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * What arrives at a port that speaks HTTP/2 without TLS, and is not that.
 *
 * @param what for the name of the test
 */
record Garbage(String what, ByteString bytes) {
  private Garbage(String what, byte[] bytes) {
    this(what, ByteString.copyFrom(bytes));
  }

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int FRAME_BYTES_MAX = 16_384;
  private static final int SETTINGS = 4;
  private static final int HEADERS = 1;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  @Override
  public String toString() {
    return what;
  }

  static Stream<Garbage> all() {
    return Stream.of(
        new Garbage("random bytes", random(7)),
        new Garbage(
            "a request of HTTP/1.1", ascii("GET / HTTP/1.1\r\nHost: localhost:9000\r\n\r\n")),
        new Garbage("a ClientHello of TLS", clientHello()),
        new Garbage("random frames behind the preface", joined(PREFACE, random(8))),
        new Garbage(
            "data on a stream that was never opened",
            joined(PREFACE, frame(SETTINGS, 0, 0, new byte[0]), frame(0, 0, 1, new byte[10]))),
        new Garbage("a megabyte of headers", megabyteOfHeaders()));
  }

  /** The first bytes of a connection's preface. */
  static byte[] halfPreface() {
    return ascii("PRI * HTTP");
  }

  private static byte[] random(long seed) {
    byte[] bytes = new byte[4_096];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] clientHello() {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 9_000);
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), hello);
      return java.util.Arrays.copyOf(hello.array(), hello.position());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One request whose header block goes on and on; HPACK literals without indexing. */
  private static byte[] megabyteOfHeaders() {
    byte[] name = ascii("x-long");
    byte[] value = ascii("h".repeat(100));
    ByteBuffer line = ByteBuffer.allocate(3 + name.length + value.length);
    line.put((byte) 0).put((byte) name.length).put(name).put((byte) value.length).put(value);
    byte[] block = new byte[FRAME_BYTES_MAX / line.capacity() * line.capacity()];
    for (int i = 0; i < block.length; i++) {
      block[i] = line.array()[i % line.capacity()];
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(joined(PREFACE, frame(SETTINGS, 0, 0, new byte[0])));
    all.writeBytes(frame(HEADERS, 0, 1, block));
    for (int sent = block.length; sent < 1_000_000; sent += block.length) {
      all.writeBytes(frame(CONTINUATION, 0, 1, block));
    }
    all.writeBytes(frame(CONTINUATION, END_HEADERS, 1, block));
    return all.toByteArray();
  }

  /** RFC 9113, section 4.1. */
  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >>> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (byte[] part : parts) {
        all.write(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}
