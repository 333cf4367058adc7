package dev.stenogate.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.WebSocketInternal;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One side of a bridged session: writes frames by their bytes and keeps those that come. */
final class Peer {
  /** A frame, or the end: then its bytes are the close code and reason, or the word lost. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by what is in it, never by the record.
  record Frame(WebSocketFrameType type, byte[] bytes, boolean last) {
    static Frame end(String how) {
      return new Frame(WebSocketFrameType.CLOSE, how.getBytes(StandardCharsets.UTF_8), true);
    }

    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  final WebSocketBase socket;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

  Peer(WebSocketBase socket) {
    this.socket = socket;
    socket.frameHandler(this::onFrame);
    socket.closeHandler(closed -> onClose());
  }

  private void onFrame(WebSocketFrame frame) {
    if (!frame.isClose()) {
      frames.add(new Frame(frame.type(), frame.binaryData().getBytes(), frame.isFinal()));
    }
  }

  private void onClose() {
    Short code = socket.closeStatusCode();
    String reason = socket.closeReason();
    frames.add(Frame.end(code == null ? "lost" : code + " " + (reason == null ? "" : reason)));
  }

  void text(String text) {
    send(WebSocketFrameType.TEXT, text.getBytes(StandardCharsets.UTF_8), true);
  }

  void send(WebSocketFrameType type, byte[] bytes, boolean last) {
    var unused =
        socket.writeFrame(new WebSocketFrameImpl(type, Unpooled.wrappedBuffer(bytes), last));
  }

  /** Cuts the TCP connection without a word. */
  void cut() {
    var unused = ((WebSocketInternal) socket).channelHandlerContext().close();
  }

  Frame next() throws InterruptedException {
    Frame frame = frames.poll(10, TimeUnit.SECONDS);
    assertThat(frame).as("a frame within 10 s").isNotNull();
    return frame;
  }

  void expect(WebSocketFrameType type, byte[] bytes, boolean last) throws InterruptedException {
    Frame frame = next();
    assertThat(frame.type()).isEqualTo(type);
    assertThat(frame.bytes()).isEqualTo(bytes);
    assertThat(frame.last()).isEqualTo(last);
  }

  void expectText(String text) throws InterruptedException {
    Frame frame = next();
    assertThat(frame.type()).isEqualTo(WebSocketFrameType.TEXT);
    assertThat(frame.text()).isEqualTo(text);
    assertThat(frame.last()).isTrue();
  }

  /** The end, whatever frames came before. */
  String end() throws InterruptedException {
    while (true) {
      Frame frame = next();
      if (frame.type() == WebSocketFrameType.CLOSE) {
        return frame.text();
      }
    }
  }
}
