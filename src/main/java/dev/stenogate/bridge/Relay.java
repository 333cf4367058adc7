package dev.stenogate.bridge;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import io.vertx.core.http.impl.ws.WebSocketFrameInternal;
import java.util.function.Consumer;

/**
 * One direction of a session: each frame that comes becomes one frame that goes, with its bytes and
 * its FIN bit. Binary becomes text: SageMaker hands a part without a data type on as a binary
 * frame, and vLLM drops a connection that sends one.
 *
 * <p>While the target does not want more the source is not read. Bound of what waits here: the
 * target's write queue of 64 KiB and one frame, and 16 frames that the source had read already.
 */
final class Relay {
  private final WebSocketBase source;
  private final WebSocketBase target;
  private final Consumer<CloseCode> refuse;
  private final Utf8Check utf8 = new Utf8Check();
  private boolean fromBinary;
  private boolean ending;

  /**
   * @param refuse told the close code for a source whose frames cannot be handed on
   */
  Relay(WebSocketBase source, WebSocketBase target, Consumer<CloseCode> refuse) {
    this.source = source;
    this.target = target;
    this.refuse = refuse;
  }

  void onFrame(WebSocketFrame frame) {
    switch (frame.type()) {
      case TEXT -> {
        fromBinary = false;
        write(frame);
      }
      case BINARY -> {
        fromBinary = true;
        writeAsText(frame, WebSocketFrameType.TEXT);
      }
      case CONTINUATION -> {
        if (fromBinary) {
          writeAsText(frame, WebSocketFrameType.CONTINUATION);
        } else {
          write(frame);
        }
      }
      case CLOSE, PING, PONG -> {} // Each side's own; the session hears of the close.
    }
  }

  /** The source will send no more: what was read already goes out, whether it is wanted or not. */
  void end() {
    ending = true;
    source.resume();
  }

  private void writeAsText(WebSocketFrame frame, WebSocketFrameType type) {
    ByteBuf data = ((WebSocketFrameInternal) frame).getBinaryData();
    if (utf8.accepts(data, frame.isFinal())) {
      write(new WebSocketFrameImpl(type, data, frame.isFinal()));
    } else {
      refuse.accept(new CloseCode(CloseCode.NOT_UTF_8, "binary frame is not UTF-8"));
    }
  }

  private void write(WebSocketFrame frame) {
    if (target.isClosed()) {
      return;
    }
    int bytes = ((WebSocketFrameInternal) frame).length();
    if (bytes > Bridge.FRAME_BYTES_MAX) {
      refuse.accept(
          new CloseCode(
              CloseCode.TOO_BIG,
              "frame of %d bytes exceeds limit of %d".formatted(bytes, Bridge.FRAME_BYTES_MAX)));
      return;
    }
    var unused = target.writeFrame(frame);
    if (!ending && target.writeQueueFull()) {
      source.pause();
      target.drainHandler(drained -> source.resume());
    }
  }
}
