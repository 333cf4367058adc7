package dev.stenogate.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes WAV files, good ones and broken ones. */
public final class Wav {
  private static final byte[] GUID_TAIL = HexFormat.of().parseHex("000000001000800000aa00389b71");

  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

  /** 16-bit PCM, mono, 16 kHz, with so many bytes of a ramp as audio. */
  public static byte[] speech(int bytes) {
    return new Wav().fmt(1, 1, 16_000, 16).chunk("data", ramp(bytes)).build();
  }

  public static byte[] ramp(int bytes) {
    var ramp = new byte[bytes];
    for (var i = 0; i < bytes; i++) {
      ramp[i] = (byte) (i * 31 + i / 256);
    }
    return ramp;
  }

  public Wav fmt(int tag, int channels, int rateHz, int bits) {
    return chunk("fmt ", bytes(fmtBody(16, tag, channels, rateHz, bits)));
  }

  public Wav fmtExtensible(int subTag, int channels, int rateHz, int bits) {
    var body = fmtBody(40, 0xFFFE, channels, rateHz, bits);
    body.putShort(16, (short) 22).putShort(18, (short) bits).putShort(24, (short) subTag);
    body.put(26, GUID_TAIL);
    return chunk("fmt ", bytes(body));
  }

  private static byte[] bytes(ByteBuffer body) {
    var bytes = new byte[body.capacity()];
    body.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer fmtBody(int length, int tag, int channels, int rateHz, int bits) {
    var frameBytes = channels * bits / 8;
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) tag)
        .putShort(2, (short) channels)
        .putInt(4, rateHz)
        .putInt(8, rateHz * frameBytes)
        .putShort(12, (short) frameBytes)
        .putShort(14, (short) bits);
  }

  public Wav chunk(String name, byte[] body) {
    return chunk(name, body.length, body);
  }

  /** A chunk that says that it has another size than it has. */
  public Wav chunk(String name, long size, byte[] body) {
    chunks.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    chunks.writeBytes(littleEndian(size));
    chunks.writeBytes(body);
    if (body.length % 2 == 1) {
      chunks.write(0);
    }
    return this;
  }

  public byte[] build() {
    return build("RIFF", "WAVE");
  }

  public byte[] build(String container, String kind) {
    var file = new ByteArrayOutputStream();
    file.writeBytes(container.getBytes(StandardCharsets.ISO_8859_1));
    file.writeBytes(littleEndian(chunks.size() + 4));
    file.writeBytes(kind.getBytes(StandardCharsets.ISO_8859_1));
    file.writeBytes(chunks.toByteArray());
    return file.toByteArray();
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array();
  }
}
