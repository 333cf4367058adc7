package dev.stenogate.client;

import dev.stenogate.audio.Pcm;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Signed 16-bit little-endian mono at 16 kHz: a raw stream, or what the header of a WAV file
 * announces.
 */
public final class PcmSource implements AudioSource {
  private static final AudioFormat FORMAT =
      AudioFormat.newBuilder()
          .setEncoding(Encoding.ENCODING_PCM16)
          .setSampleRateHz(Pcm.SAMPLE_RATE_HZ)
          .setChannels(1)
          .build();

  private final InputStream in;
  private final OptionalLong length;
  private long readBytes;
  private Optional<String> remark = Optional.empty();

  private PcmSource(InputStream in, OptionalLong length) {
    this.in = in;
    this.length = length;
  }

  /** Samples without a header, up to the end of the stream. */
  public static PcmSource raw(InputStream in) {
    return new PcmSource(in, OptionalLong.empty());
  }

  /**
   * A WAV file. Reads its header and leaves the rest to {@link #read}.
   *
   * @throws UnsupportedAudioException if it is no WAV file, or holds anything else than 16-bit PCM,
   *     mono, at 16 kHz
   * @throws IOException if it cannot be read
   */
  public static PcmSource wav(InputStream in) throws IOException {
    var header = WavHeader.read(in);
    header.requirePcm16Mono(Pcm.SAMPLE_RATE_HZ);
    return new PcmSource(in, header.dataBytes());
  }

  @Override
  public AudioFormat format() {
    return FORMAT;
  }

  @Override
  public int bytesPerSecond() {
    return Pcm.SAMPLE_RATE_HZ * Pcm.SAMPLE_BYTES;
  }

  @Override
  public int frameBytes() {
    return Pcm.SAMPLE_BYTES;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public int read(byte[] into) throws IOException {
    var wanted = (int) Math.min(into.length, length.orElse(Long.MAX_VALUE) - readBytes);
    var read = in.readNBytes(into, 0, wanted);
    readBytes += read;
    if (read < wanted && readBytes < length.orElse(0)) {
      remark =
          Optional.of(
              "ends after %d bytes of audio (its header says %d)"
                  .formatted(readBytes, length.getAsLong()));
    }
    if (read % Pcm.SAMPLE_BYTES != 0) {
      remark = Optional.of("ends in the middle of a sample; the half sample is left out");
      return read - read % Pcm.SAMPLE_BYTES;
    }
    return read;
  }

  @Override
  public Optional<String> remark() {
    return remark;
  }
}
