package dev.stenogate.localstack.vllm;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.SplittableRandom;

/** The server's event loop: sockets on one side, the engine on the other. */
final class VllmLoop extends AbstractVerticle {
  private static final int CLOSE_SERVICE_RESTART = 1012;

  /**
   * The largest frame that is read at all, in bytes. Between the limit and this the close has the
   * very reason of vLLM; above it the code is the same, 1009, and the reason is Netty's.
   */
  private static final int FRAME_BYTES_MAX = 2 * Connection.MESSAGE_BYTES_MAX;

  private final VllmOptions options;
  private final VllmCounters counters = new VllmCounters();
  private final VllmFaults faults;
  private final SplittableRandom random;

  private Engine engine;
  private HttpServer server;
  private boolean listens = true;

  /** The last change of who listens: they happen one after another. */
  private Future<Void> changed = Future.succeededFuture();

  private volatile int port;

  VllmLoop(VllmOptions options) {
    this.options = options;
    this.port = options.port();
    this.random = new SplittableRandom(options.seed());
    this.faults =
        new VllmFaults(
            FaultState.healthy(options.compatibility()),
            order -> context.runOnContext(_ -> obey(order)));
  }

  int port() {
    return port;
  }

  VllmFaults faults() {
    return faults;
  }

  VllmCounters counters() {
    return counters;
  }

  @Override
  public void start(Promise<Void> started) {
    engine =
        new Engine(
            options,
            new LoopClock(vertx, context),
            faults::state,
            random.split(),
            counters,
            this::endAfterNotice);
    listen().onComplete(started);
  }

  private Future<Void> listen() {
    HttpServerOptions http =
        new HttpServerOptions()
            .setMaxWebSocketFrameSize(FRAME_BYTES_MAX)
            .setMaxWebSocketMessageSize(FRAME_BYTES_MAX);
    HttpRoutes routes = new HttpRoutes(options, engine, counters, faults, this::accept);
    server = vertx.createHttpServer(http).requestHandler(routes);
    return server
        .listen(port)
        .map(
            listening -> {
              port = listening.actualPort();
              return null;
            });
  }

  @Override
  public void stop(Promise<Void> stopped) {
    restart();
    changed.transform(_ -> server.close()).onComplete(stopped);
  }

  private void accept(HttpServerRequest request) {
    if (faults.state().refusal() != VllmFaults.Refusal.NONE) {
      request.response().setStatusCode(503).end();
      return;
    }
    ConnectionBase transport = (ConnectionBase) request.connection();
    request.toWebSocket().onSuccess(socket -> open(socket, new Connection(socket, transport)));
  }

  private void open(ServerWebSocket socket, Connection connection) {
    RealtimeSession session = engine.join(connection);
    connection.run(vertx, session, engine, options.pingInterval());
    FaultState state = faults.state();
    if (state.withholdSessionCreated()) {
      return;
    }
    Duration delay = state.sessionCreatedDelay();
    if (delay.isZero()) {
      create(connection);
    } else {
      // What the client sends meanwhile waits, as it does in front of a handler that sleeps.
      socket.pause();
      vertx.setTimer(
          Math.max(1, delay.toMillis()),
          _ -> {
            create(connection);
            socket.resume();
          });
    }
  }

  private void create(Connection connection) {
    long unixSeconds = System.currentTimeMillis() / 1_000;
    connection.send(ServerEvents.created(random.nextLong(), unixSeconds));
  }

  private void obey(FaultOrder order) {
    switch (order) {
      case FaultOrder.Changed change -> apply(change.state());
      case FaultOrder.Abort _ -> abortAll();
      case FaultOrder.Close close -> closeAll(close.code(), close.reason());
      case FaultOrder.FailGenerations fail ->
          engine.sessions().forEach(session -> session.fail(fail.message()));
      case FaultOrder.BlankGenerations _ -> engine.sessions().forEach(RealtimeSession::goBlank);
      case FaultOrder.KillEngine _ -> engine.die();
    }
  }

  private void apply(FaultState state) {
    engine.offerAll();
    boolean shallListen = state.refusal() != VllmFaults.Refusal.TCP && !engine.isDead();
    if (listens && !shallListen) {
      listens = false;
      abortAll();
      changed = changed.transform(_ -> server.close());
    } else if (!listens && shallListen) {
      listens = true;
      changed = changed.transform(_ -> listen());
    }
  }

  private void abortAll() {
    engine.sessions().forEach(session -> session.outbox().abort());
  }

  private void closeAll(int code, String reason) {
    engine.sessions().forEach(session -> session.outbox().close(code, reason));
  }

  private void restart() {
    closeAll(CLOSE_SERVICE_RESTART, null);
  }

  /** The engine died: vLLM ends within five seconds, and nobody listens afterwards. */
  private void endAfterNotice() {
    vertx.setTimer(
        Math.max(1, options.deathNotice().toMillis()),
        _ -> {
          restart();
          listens = false;
          changed = changed.transform(_ -> server.close());
        });
  }
}
