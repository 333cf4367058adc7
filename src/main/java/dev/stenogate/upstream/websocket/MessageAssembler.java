package dev.stenogate.upstream.websocket;

import dev.stenogate.upstream.realtime.RealtimeCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;

/**
 * Joins the fragments of a text message by their bytes: a fragment may end inside a character. For
 * one connection, on its thread.
 */
final class MessageAssembler {
  /** The longest message, in bytes: what the codec reads. */
  static final int MESSAGE_BYTES_MAX = RealtimeCodec.FRAME_BYTES_MAX;

  private Buffer fragments;

  /**
   * The message that this frame completes, or null when more is to come.
   *
   * @param frame a text or continuation frame
   * @throws IllegalArgumentException when the message outgrows its bound
   */
  byte[] add(WebSocketFrame frame) {
    Buffer data = frame.binaryData();
    if (fragments == null && frame.isFinal()) {
      return data.getBytes();
    }
    int bytes = data.length() + (fragments == null ? 0 : fragments.length());
    if (bytes > MESSAGE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "message of %d bytes or more (expected: at most %d)".formatted(bytes, MESSAGE_BYTES_MAX));
    }
    fragments = (fragments == null ? Buffer.buffer() : fragments).appendBuffer(data);
    if (!frame.isFinal()) {
      return null;
    }
    byte[] message = fragments.getBytes();
    fragments = null;
    return message;
  }
}
