package dev.stenogate.upstream.realtime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.stenogate.audio.Pcm;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The events of vLLM Realtime as UTF-8 JSON: what we say as bytes, what the server says as values.
 * No I/O and no state.
 */
public final class RealtimeCodec {
  /**
   * The longest frame that is decoded, in bytes: the text of an hour of speech is a tenth of it.
   */
  public static final int FRAME_BYTES_MAX = 1 << 20;

  /** The most audio in one frame, in bytes: two seconds. */
  public static final int APPEND_BYTES_MAX = 64 * 1024;

  private static final byte[] APPEND_HEAD =
      ascii("{\"type\":\"input_audio_buffer.append\",\"audio\":\"");
  private static final byte[] APPEND_TAIL = ascii("\"}");
  private static final byte[] COMMIT = ascii("{\"type\":\"input_audio_buffer.commit\"}");
  private static final byte[] COMMIT_FINAL =
      ascii("{\"type\":\"input_audio_buffer.commit\",\"final\":true}");
  private static final byte[] EMPTY_DELTA =
      ascii("{\"type\":\"transcription.delta\",\"delta\":\"\"}");

  private RealtimeCodec() {}

  /** Names the model; the server answers nothing when it serves it. */
  public static byte[] sessionUpdate(String model) {
    byte[] head = ascii("{\"type\":\"session.update\",\"model\":\"");
    byte[] name = JsonStringEncoder.getInstance().quoteAsUTF8(model);
    byte[] frame = Arrays.copyOf(head, head.length + name.length + 2);
    System.arraycopy(name, 0, frame, head.length, name.length);
    frame[frame.length - 2] = '"';
    frame[frame.length - 1] = '}';
    return frame;
  }

  /** Starts an utterance. The array is the caller's own. */
  public static byte[] commit() {
    return COMMIT.clone();
  }

  /** Ends an utterance. The array is the caller's own. */
  public static byte[] commitFinal() {
    return COMMIT_FINAL.clone();
  }

  /**
   * Carries audio. The frame is the one allocation, and its encoding the one copy, on the way from
   * the caller's audio to the transport.
   *
   * @param pcm whole samples, 2 bytes to 64 KiB; consumed
   */
  public static byte[] append(ByteBuffer pcm) {
    int bytes = pcm.remaining();
    if (bytes == 0 || bytes % Pcm.SAMPLE_BYTES != 0 || bytes > APPEND_BYTES_MAX) {
      throw new IllegalArgumentException(
          "audio: %d bytes (expected: whole samples of %d bytes, at most %d bytes)"
              .formatted(bytes, Pcm.SAMPLE_BYTES, APPEND_BYTES_MAX));
    }
    int end = APPEND_HEAD.length + Base64Writer.length(bytes);
    byte[] frame = new byte[end + APPEND_TAIL.length];
    System.arraycopy(APPEND_HEAD, 0, frame, 0, APPEND_HEAD.length);
    Base64Writer.write(pcm, frame, APPEND_HEAD.length);
    System.arraycopy(APPEND_TAIL, 0, frame, end, APPEND_TAIL.length);
    return frame;
  }

  /**
   * Reads one frame. Throws nothing: what cannot be read is {@link ServerEvent.Malformed}. The
   * delta of silence, 41 bytes 12.5 times a second for every session, is recognised by its bytes
   * and allocates nothing.
   */
  public static ServerEvent decode(byte[] utf8) {
    if (Arrays.equals(utf8, EMPTY_DELTA)) {
      return ServerEvent.Delta.EMPTY;
    }
    if (utf8.length > FRAME_BYTES_MAX) {
      return new ServerEvent.Malformed(
          "frame of %d bytes (expected: at most %d)".formatted(utf8.length, FRAME_BYTES_MAX));
    }
    return EventReader.read(utf8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
