package dev.stenogate.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A bridge between a scripted vLLM and clients. */
final class BridgeRig implements AutoCloseable {
  static final String PATH = "/invocations-bidirectional-stream";
  private static final int FRAME_BYTES_MAX = 1 << 25;

  final Vertx vertx = Vertx.vertx();
  final BlockingQueue<Peer> models = new LinkedBlockingQueue<>();
  final AtomicInteger healthAsked = new AtomicInteger();

  /** What vLLM does with a health request; 200 by default. */
  volatile Consumer<HttpServerRequest> health = request -> request.response().end();

  /** What vLLM does with a request at its realtime path; upgrades by default. */
  volatile Consumer<HttpServerRequest> handshake = this::accept;

  /** What vLLM does with a connection as soon as it is there. */
  volatile Consumer<ServerWebSocket> greeting = socket -> {};

  private final HttpServer model;
  private final WebSocketClient clients;
  final Bridge bridge;

  BridgeRig() {
    this(0, Duration.ofMinutes(5));
  }

  BridgeRig(int sessionsMax, Duration drainTimeout) {
    model =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setMaxWebSocketFrameSize(FRAME_BYTES_MAX)
                        .setMaxWebSocketMessageSize(FRAME_BYTES_MAX))
                .requestHandler(this::onRequest)
                .listen(0, "localhost"));
    clients =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(FRAME_BYTES_MAX)
                .setMaxMessageSize(FRAME_BYTES_MAX));
    bridge =
        await(
            Bridge.start(
                vertx,
                new BridgeSettings(
                    0,
                    URI.create("ws://localhost:" + model.actualPort() + "/v1/realtime"),
                    URI.create("http://localhost:" + model.actualPort() + "/health"),
                    sessionsMax,
                    Duration.ofMillis(500),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    drainTimeout)));
  }

  Future<Peer> connect(String path) {
    return clients.connect(bridge.port(), "localhost", path).map(Peer::new);
  }

  Peer client() {
    return await(connect(PATH));
  }

  Peer model() throws InterruptedException {
    Peer peer = models.poll(10, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("vLLM saw no connection within 10 s");
    }
    return peer;
  }

  void stopModel() {
    await(model.close());
  }

  int get(String path) {
    return await(
        vertx
            .createHttpClient()
            .request(HttpMethod.GET, bridge.port(), "localhost", path)
            .compose(request -> request.send())
            .map(response -> response.statusCode()));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a write leaves for the socket; one that does not within a second is held up. */
  static boolean completesSoon(Future<Void> written) throws Exception {
    try {
      written.toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException heldUp) {
      return false;
    }
  }

  private void onRequest(HttpServerRequest request) {
    if (request.path().equals("/health")) {
      healthAsked.incrementAndGet();
      health.accept(request);
    } else {
      handshake.accept(request);
    }
  }

  void accept(HttpServerRequest request) {
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              models.add(new Peer(socket));
              greeting.accept(socket);
            });
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
