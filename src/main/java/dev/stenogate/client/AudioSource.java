package dev.stenogate.client;

import dev.stenogate.v1.AudioFormat;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where audio comes from. Read by one thread, which may block in it; closed by its owner, never by
 * a {@link Transcription}.
 */
public interface AudioSource {
  /** What the bytes are, as the server is told. Always the same. */
  AudioFormat format();

  /** How many bytes one second has in {@link #format}. */
  int bytesPerSecond();

  /** How many bytes one sample of all channels has; a read gives whole ones. */
  int frameBytes();

  /**
   * How long the audio is, in bytes, where that is known before it is read. A hint: the source may
   * end earlier.
   */
  OptionalLong length();

  /**
   * Fills {@code into}, waiting for the bytes if it must; less only at the end.
   *
   * @param into a multiple of {@link #frameBytes} long
   * @return how many bytes were read, a multiple of {@link #frameBytes}; 0 at the end
   * @throws IOException if the audio cannot be read on
   */
  int read(byte[] into) throws IOException;

  /** After the end: what was odd about the audio, for people. */
  default Optional<String> remark() {
    return Optional.empty();
  }
}
