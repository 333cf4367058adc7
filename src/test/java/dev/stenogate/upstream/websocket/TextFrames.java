package dev.stenogate.upstream.websocket;

import io.netty.buffer.Unpooled;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;

/** Text frames by their bytes, so that a test can cut a character. */
final class TextFrames {
  private TextFrames() {}

  static WebSocketFrame text(byte[] utf8, int from, int length, boolean last) {
    return new WebSocketFrameImpl(
        WebSocketFrameType.TEXT, Unpooled.wrappedBuffer(utf8, from, length), last);
  }
}
