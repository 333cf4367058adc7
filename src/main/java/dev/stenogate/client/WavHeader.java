package dev.stenogate.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * What stands in front of the samples of a RIFF WAVE file ("Multimedia Programming Interface and
 * Data Specifications 1.0" and Microsoft's {@code WAVEFORMATEXTENSIBLE}).
 *
 * @param formatTag 1 is PCM; of an extensible format, the tag within its sub-format
 * @param channels interleaved channels
 * @param sampleRateHz samples per second and channel
 * @param bitsPerSample size of the container of one sample
 * @param dataBytes audio bytes that follow; empty: up to the end of the stream
 */
record WavHeader(
    int formatTag, int channels, long sampleRateHz, int bitsPerSample, OptionalLong dataBytes) {
  static final String RIFF = "RIFF";
  static final Charset CHARSET = StandardCharsets.ISO_8859_1;

  private static final int TAG_PCM = 1;
  private static final int TAG_EXTENSIBLE = 0xFFFE;

  /** The part of a sub-format GUID behind its tag, for formats that have a tag. */
  private static final byte[] GUID_TAIL = HexFormat.of().parseHex("000000001000800000aa00389b71");

  private static final int FMT_BYTES_MIN = 16;
  private static final int FMT_EXTENSIBLE_BYTES = 40;

  /** Longest {@code fmt} chunk that is read; the longest that is defined has 40 bytes. */
  private static final int FMT_BYTES_MAX = 1_024;

  /**
   * From this size on, a data size says 'not known'. A recorder that writes to a pipe cannot come
   * back to fill it in: ffmpeg writes 0xFFFFFFFF, arecord 0x80000000, sox 0x7FFFF000 and above,
   * others 0.
   */
  private static final long STREAMING_BYTES_MIN = 0x7FFF_F000L;

  /**
   * Reads up to the first sample.
   *
   * @throws UnsupportedAudioException if it is no WAV file or a broken one
   */
  static WavHeader read(InputStream in) throws IOException {
    var reader = new Chunks(in);
    var container = reader.name("RIFF header");
    reader.size("RIFF header");
    var kind = reader.name("RIFF header");
    if (!container.equals(RIFF) || !kind.equals("WAVE")) {
      throw new UnsupportedAudioException(
          "not a WAV file: begins with %s ... %s (expected: RIFF ... WAVE)"
              .formatted(printable(container), printable(kind)));
    }
    WavHeader format = null;
    while (true) {
      var chunk = reader.name(format == null ? "fmt chunk" : "data chunk");
      var size = reader.size("chunk size");
      switch (chunk) {
        case "fmt " -> format = parseFormat(reader.body(chunk, size));
        case "data" -> {
          if (format == null) {
            throw new UnsupportedAudioException("data chunk comes first (expected: fmt chunk)");
          }
          return format.withDataBytes(size);
        }
        default -> reader.skip(chunk, size);
      }
    }
  }

  /**
   * @throws UnsupportedAudioException unless it is 16-bit PCM, mono, at this rate
   */
  void requirePcm16Mono(int sampleRateHz) throws UnsupportedAudioException {
    if (formatTag != TAG_PCM
        || bitsPerSample != 16
        || channels != 1
        || this.sampleRateHz != sampleRateHz) {
      throw new UnsupportedAudioException(
          "%s, %d bit, %d channel(s), %d Hz (expected: PCM, 16 bit, 1 channel, %d Hz)"
              .formatted(formatName(), bitsPerSample, channels, this.sampleRateHz, sampleRateHz));
    }
  }

  private String formatName() {
    return switch (formatTag) {
      case TAG_PCM -> "PCM";
      case 2 -> "ADPCM";
      case 3 -> "float";
      case 6 -> "A-law";
      case 7 -> "mu-law";
      case 0x55 -> "MP3";
      default -> "format 0x%04X".formatted(formatTag);
    };
  }

  private static WavHeader parseFormat(ByteBuffer fmt) throws UnsupportedAudioException {
    if (fmt.limit() < FMT_BYTES_MIN) {
      throw new UnsupportedAudioException(
          "fmt chunk has %d bytes (expected: at least %d)".formatted(fmt.limit(), FMT_BYTES_MIN));
    }
    var tag = Short.toUnsignedInt(fmt.getShort(0));
    if (tag == TAG_EXTENSIBLE) {
      tag = extensibleTag(fmt);
    }
    return new WavHeader(
        tag,
        Short.toUnsignedInt(fmt.getShort(2)),
        Integer.toUnsignedLong(fmt.getInt(4)),
        Short.toUnsignedInt(fmt.getShort(14)),
        OptionalLong.empty());
  }

  private static int extensibleTag(ByteBuffer fmt) throws UnsupportedAudioException {
    if (fmt.limit() < FMT_EXTENSIBLE_BYTES) {
      throw new UnsupportedAudioException(
          "extensible fmt chunk has %d bytes (expected: %d)"
              .formatted(fmt.limit(), FMT_EXTENSIBLE_BYTES));
    }
    if (!fmt.slice(26, GUID_TAIL.length).equals(ByteBuffer.wrap(GUID_TAIL))) {
      throw new UnsupportedAudioException("sub-format without a format tag (expected: PCM)");
    }
    return Short.toUnsignedInt(fmt.getShort(24));
  }

  private WavHeader withDataBytes(long size) {
    var known = size > 0 && size < STREAMING_BYTES_MIN;
    return new WavHeader(
        formatTag,
        channels,
        sampleRateHz,
        bitsPerSample,
        known ? OptionalLong.of(size) : OptionalLong.empty());
  }

  private static String printable(String name) {
    var hex = HexFormat.of().formatHex(name.getBytes(CHARSET));
    return name.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? "\"" + name + "\"" : "0x" + hex;
  }

  /** Chunk after chunk; each is padded to an even length. */
  private record Chunks(InputStream in) {
    String name(String of) throws IOException {
      return new String(bytes(4, of), CHARSET);
    }

    long size(String of) throws IOException {
      return Integer.toUnsignedLong(littleEndian(bytes(4, of)).getInt(0));
    }

    ByteBuffer body(String chunk, long size) throws IOException {
      if (size > FMT_BYTES_MAX) {
        throw new UnsupportedAudioException(
            "%schunk has %d bytes (expected: at most %d)".formatted(chunk, size, FMT_BYTES_MAX));
      }
      var body = bytes((int) size, chunk.strip() + " chunk");
      var _ = bytes((int) (size % 2), chunk.strip() + " chunk");
      return littleEndian(body);
    }

    void skip(String chunk, long size) throws IOException {
      try {
        in.skipNBytes(size + size % 2);
      } catch (EOFException e) {
        throw endsIn(printable(chunk) + " chunk");
      }
    }

    private byte[] bytes(int count, String of) throws IOException {
      var bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw endsIn(of);
      }
      return bytes;
    }

    private static UnsupportedAudioException endsIn(String of) {
      return new UnsupportedAudioException("ends before or in its " + of);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
