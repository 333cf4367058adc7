package dev.stenogate.client;

import dev.stenogate.v1.AudioFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream that is raw samples, or a WAV file if it begins with {@code RIFF}. Looks when it is
 * first read, not before: a live stream may have nothing yet.
 */
public final class SniffedSource implements AudioSource {
  private final BufferedInputStream in;
  private PcmSource source;
  private boolean sniffed;

  /** Takes the stream over, but does not close it. */
  public SniffedSource(InputStream in) {
    this.in = new BufferedInputStream(in);
    this.source = PcmSource.raw(this.in);
  }

  @Override
  public int read(byte[] into) throws IOException {
    if (!sniffed) {
      sniffed = true;
      in.mark(WavHeader.RIFF.length());
      var start = new String(in.readNBytes(WavHeader.RIFF.length()), WavHeader.CHARSET);
      in.reset();
      if (start.equals(WavHeader.RIFF)) {
        source = PcmSource.wav(in);
      }
    }
    return source.read(into);
  }

  @Override
  public AudioFormat format() {
    return source.format();
  }

  @Override
  public int bytesPerSecond() {
    return source.bytesPerSecond();
  }

  @Override
  public int frameBytes() {
    return source.frameBytes();
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<String> remark() {
    return source.remark();
  }
}
