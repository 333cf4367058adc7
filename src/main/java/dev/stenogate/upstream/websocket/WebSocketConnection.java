package dev.stenogate.upstream.websocket;

import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal.Reason;
import dev.stenogate.upstream.realtime.FrameChannel;
import dev.stenogate.upstream.realtime.FrameListener;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;

/**
 * One WebSocket. Everything happens on its context but {@link #send}, {@link #writable} and {@link
 * #close}, which a session calls from its own loop; these touch only what is thread-safe.
 *
 * <p>The listener hears of the end as soon as it is certain. The close handshake goes on behind its
 * back: the server has let the connection go when it has answered the close frame and closed TCP.
 * Where it does not, the client closes TCP after its closing timeout.
 */
final class WebSocketConnection implements FrameChannel {
  private static final short NORMAL = 1000;
  private static final long NO_TIMER = -1;
  private static final long LET_GO_MILLIS_MAX = Link.LET_GO_NANOS_MAX / 1_000_000;

  private final Vertx vertx;
  private final Context context;
  private final WebSocketClient client;
  private final WebSocketTarget target;
  private final FrameListener listener;
  private final WriteQueue queue = new WriteQueue();

  /** Null until the handshake is done. */
  private volatile ClientWebSocket open;

  private volatile boolean over;

  /** From the first packet on; before, nothing can be held on the other side. */
  private boolean connecting;

  private final MessageAssembler assembler = new MessageAssembler();
  private long connectTimer = NO_TIMER;
  private long pingTimer = NO_TIMER;
  private long pongTimer = NO_TIMER;

  WebSocketConnection(
      Vertx vertx, WebSocketClient client, WebSocketTarget target, FrameListener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.target = target;
    this.listener = listener;
  }

  void connect() {
    context.runOnContext(now -> connectHere());
  }

  @Override
  public void send(byte[] utf8) {
    ClientWebSocket socket = open;
    if (over) {
      return;
    }
    if (socket == null) {
      throw new IllegalStateException("frame sent before the handshake is done (expected: after)");
    }
    queue.add(utf8.length);
    socket.writeFrame(textFrame(utf8)).onSuccess(sent -> sent(utf8.length));
  }

  @Override
  public boolean writable() {
    return open != null && !over && queue.wantsMore();
  }

  @Override
  public void close() {
    if (!over) {
      context.runOnContext(now -> end(Reason.LOCAL, "closed by this side"));
    }
  }

  private void connectHere() {
    if (over) {
      listener.onLetGo(); // Closed before it began.
      return;
    }
    connecting = true;
    long timeoutMillis = target.connectTimeout().toMillis();
    connectTimer =
        vertx.setTimer(
            timeoutMillis,
            now ->
                end(
                    Reason.UNREACHABLE,
                    "%s: no WebSocket within %d ms".formatted(target, timeoutMillis)));
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setSsl(target.tls())
            .setHost(target.host())
            .setPort(target.port())
            .setURI(target.pathAndQuery())
            .setAllowOriginHeader(false)
            .setTimeout(timeoutMillis);
    target.headers().forEach(options::putHeader);
    ClientWebSocket socket = client.webSocket();
    socket.frameHandler(this::onFrame);
    socket.exceptionHandler(this::onFailure);
    socket.closeHandler(closed -> onClose(socket));
    socket.connect(options).onComplete(done -> onConnected(socket, done));
  }

  private void onConnected(ClientWebSocket socket, AsyncResult<WebSocket> done) {
    if (done.failed()) {
      end(
          Endings.ofConnectFailure(done.cause()),
          "%s: %s".formatted(target, Endings.describe(done.cause())));
      listener.onLetGo();
      return;
    }
    open = socket;
    if (over) {
      shut(socket); // Given up meanwhile.
      return;
    }
    vertx.cancelTimer(connectTimer);
    pingTimer = vertx.setPeriodic(target.pingInterval().toMillis(), now -> ping(socket));
  }

  private void onFrame(WebSocketFrame frame) {
    if (over) {
      return;
    }
    if (pongTimer != NO_TIMER) {
      vertx.cancelTimer(pongTimer);
      pongTimer = NO_TIMER;
    }
    switch (frame.type()) {
      case TEXT, CONTINUATION -> onText(frame);
      case BINARY ->
          end(
              Reason.PROTOCOL,
              "binary frame of %d bytes (expected: text)".formatted(frame.binaryData().length()));
      case CLOSE,
          PING,
          PONG -> {} // The client answers pings; the close handler hears of the close.
    }
  }

  private void onText(WebSocketFrame frame) {
    byte[] message;
    try {
      message = assembler.add(frame);
    } catch (IllegalArgumentException tooLong) {
      end(Reason.PROTOCOL, tooLong.getMessage());
      return;
    }
    if (message != null) {
      listener.onFrame(message);
    }
  }

  private void sent(int bytes) {
    if (queue.remove(bytes) && !over) {
      listener.onWritable();
    }
  }

  /** TCP alone does not tell for minutes that the other side is gone. */
  private void ping(ClientWebSocket socket) {
    long timeoutMillis = target.pongTimeout().toMillis();
    var unused = socket.writePing(Buffer.buffer());
    pongTimer =
        vertx.setTimer(
            timeoutMillis,
            now -> end(Reason.LOST, "no answer to a ping within %d ms".formatted(timeoutMillis)));
  }

  private void onFailure(Throwable failure) {
    end(Endings.ofFailure(failure), Endings.describe(failure));
  }

  private void onClose(ClientWebSocket socket) {
    Short code = socket.closeStatusCode();
    end(Endings.ofCloseCode(code), Endings.describeClose(code, socket.closeReason()));
    listener.onLetGo();
  }

  private void end(Reason reason, String detail) {
    if (over) {
      return;
    }
    over = true;
    vertx.cancelTimer(connectTimer);
    vertx.cancelTimer(pingTimer);
    vertx.cancelTimer(pongTimer);
    ClientWebSocket socket = open;
    if (socket != null) {
      shut(socket);
    }
    listener.onClosed(reason, detail);
    if (connecting) {
      // A handshake under way cannot be stopped, and what hangs there may hang for longer.
      vertx.setTimer(LET_GO_MILLIS_MAX, late -> listener.onLetGo());
    }
  }

  private static void shut(ClientWebSocket socket) {
    if (!socket.isClosed()) {
      var unused = socket.close(NORMAL);
    }
  }

  /**
   * The public factory takes text only as a String, which would be two more copies of all audio.
   */
  private static WebSocketFrame textFrame(byte[] utf8) {
    return new WebSocketFrameImpl(WebSocketFrameType.TEXT, utf8, true);
  }
}
