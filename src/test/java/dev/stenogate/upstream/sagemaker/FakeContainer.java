package dev.stenogate.upstream.sagemaker;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A model container driven by hand: accepts WebSockets, keeps what it hears, says what it is told.
 */
public final class FakeContainer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile boolean echo;
  private volatile boolean deaf;
  private volatile int refusal;

  /** One WebSocket to the container. */
  public static final class Caller {
    private final ServerWebSocket socket;
    private final BlockingQueue<WebSocketFrame> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();

    Caller(ServerWebSocket socket) {
      this.socket = socket;
    }

    public ServerWebSocket socket() {
      return socket;
    }

    /** The next frame; fails after 10 s without one. */
    public WebSocketFrame frame() throws InterruptedException {
      WebSocketFrame frame = heard.poll(10, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came to the container");
      }
      return frame;
    }

    public int framesHeard() {
      return heard.size();
    }

    public void say(String text) {
      var unused = socket.writeFinalTextFrame(text);
    }

    /** Waits until the WebSocket is closed, 10 s at most. */
    public void awaitGone() throws InterruptedException {
      if (gone.poll(10, TimeUnit.SECONDS) == null) {
        throw new AssertionError("the WebSocket is still open");
      }
    }
  }

  private FakeContainer() throws Exception {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(16 << 20))
            .webSocketHandshakeHandler(
                handshake -> {
                  var unused = refusal == 0 ? handshake.accept() : handshake.reject(refusal);
                })
            .webSocketHandler(this::take)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  public static FakeContainer start() throws Exception {
    return new FakeContainer();
  }

  /** Says again what it hears, frame by frame. */
  public FakeContainer echoing() {
    echo = true;
    return this;
  }

  /** Does not read from those that come from now on. */
  public FakeContainer deaf() {
    deaf = true;
    return this;
  }

  /** Answers handshakes with an HTTP status. */
  public FakeContainer refusing(int status) {
    refusal = status;
    return this;
  }

  private void take(ServerWebSocket socket) {
    var caller = new Caller(socket);
    socket.frameHandler(
        frame -> {
          if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
            caller.heard.add(frame);
            if (echo) {
              socket.writeFrame(
                  frame.isContinuation()
                      ? WebSocketFrame.continuationFrame(
                          Buffer.buffer(frame.binaryData().getBytes()), frame.isFinal())
                      : WebSocketFrame.textFrame(frame.textData(), frame.isFinal()));
            }
          }
        });
    socket.closeHandler(none -> caller.gone.add(true));
    if (deaf) {
      socket.pause();
    }
    callers.add(caller);
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + server.actualPort());
  }

  /** The next WebSocket that was accepted; fails after 10 s without one. */
  public Caller caller() throws InterruptedException {
    Caller caller = callers.poll(10, TimeUnit.SECONDS);
    if (caller == null) {
      throw new AssertionError("nobody came to the container");
    }
    return caller;
  }

  public int callersWaiting() {
    return callers.size();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
