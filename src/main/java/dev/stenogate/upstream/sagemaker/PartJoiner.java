package dev.stenogate.upstream.sagemaker;

import java.io.ByteArrayOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.ResponsePayloadPart;

/**
 * Joins payload parts to whole frames. A part is one WebSocket frame of the container; a fragmented
 * message comes as {@code PARTIAL} parts that may be cut inside a UTF-8 character, so bytes are
 * joined, not text. Used by one thread at a time.
 */
final class PartJoiner {
  /** The longest frame, in bytes. The longest event of vLLM carries the text of one utterance. */
  static final int FRAME_BYTES_MAX = 1 << 20;

  private final ByteArrayOutputStream partial = new ByteArrayOutputStream(0);

  /**
   * Takes one part.
   *
   * @return the frame that it completes, or null when more is to come
   * @throws FrameTooLong above {@link #FRAME_BYTES_MAX}
   */
  byte[] join(ResponsePayloadPart part) throws FrameTooLong {
    SdkBytes bytes = part.bytes();
    byte[] piece = bytes == null ? new byte[0] : bytes.asByteArrayUnsafe();
    if (piece.length > FRAME_BYTES_MAX - partial.size()) {
      throw new FrameTooLong(partial.size() + (long) piece.length);
    }
    boolean whole = !"PARTIAL".equals(part.completionState());
    if (whole && partial.size() == 0) {
      return piece;
    }
    partial.write(piece, 0, piece.length);
    if (!whole) {
      return null;
    }
    byte[] frame = partial.toByteArray();
    partial.reset();
    return frame;
  }

  /** A frame above the bound. */
  static final class FrameTooLong extends Exception {
    FrameTooLong(long bytes) {
      super("a frame of %d bytes or more (expected: at most %d)".formatted(bytes, FRAME_BYTES_MAX));
    }
  }
}
