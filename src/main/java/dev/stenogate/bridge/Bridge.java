package dev.stenogate.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocketClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Stands between SageMaker and vLLM in the model container: forwards the WebSocket at {@code
 * /invocations-bidirectional-stream} (or {@code /v1/realtime}) frame by frame to vLLM's, and
 * answers {@code /ping} with vLLM's health.
 *
 * <p>vLLM is connected first and the client accepted after, so a container that cannot serve
 * refuses the handshake (502, or 503 while draining), which SageMaker tells as 424, instead of
 * accepting a stream that is dead. A session above the cap is accepted and closed with 1013, which
 * reaches the caller with its code. Close codes and reasons pass in both directions.
 *
 * <p>Everything runs on the event loop of the server; a GPU serves some tens of sessions of 12.5
 * frames a second each.
 */
public final class Bridge implements BridgeSession.Listener {
  /** The longest frame in either direction, in bytes; vLLM's own limit. */
  static final int FRAME_BYTES_MAX = 1 << 24;

  private static final Set<String> PATHS =
      Set.of("/invocations-bidirectional-stream", "/v1/realtime");

  private static final Logger LOG = Logger.getLogger(Bridge.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final BridgeSettings settings;
  private final HttpServer server;
  private final WebSocketClient upstreams;
  private final HealthProbe probe;

  private final Set<BridgeSession> sessions = new LinkedHashSet<>();
  private final Promise<Void> empty = Promise.promise();
  private Future<Void> drained;
  private boolean draining;
  private long started;

  private Bridge(Vertx vertx, Context context, BridgeSettings settings) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.server = vertx.createHttpServer(BridgeOptions.server()).requestHandler(this::onRequest);
    this.upstreams = vertx.createWebSocketClient(BridgeOptions.upstreams(settings));
    this.probe = new HealthProbe(vertx.createHttpClient(new HttpClientOptions()), settings);
  }

  /** Listens; fails when the port cannot be bound. */
  public static Future<Bridge> start(Vertx vertx, BridgeSettings settings) {
    Context context = vertx.getOrCreateContext();
    Promise<Bridge> promise = Promise.promise();
    context.runOnContext(
        now -> {
          Bridge bridge = new Bridge(vertx, context, settings);
          bridge
              .server
              .listen(settings.port())
              .onSuccess(bridge::logStart)
              .map(bridge)
              .onComplete(promise);
        });
    return promise.future();
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /**
   * Stops: refuses new sessions and {@code /ping}, waits for the open ones up to the drain timeout,
   * then closes them with 1012 and the server with them. Idempotent; never fails.
   */
  public Future<Void> drain() {
    Promise<Void> promise = Promise.promise();
    context.runOnContext(now -> drainHere().onComplete(promise));
    return promise.future();
  }

  private Future<Void> drainHere() {
    if (!draining) {
      draining = true;
      LOG.info(() -> "bridge draining, %d sessions open".formatted(sessions.size()));
      long timer = vertx.setTimer(settings.drainTimeout().toMillis(), late -> empty.tryComplete());
      drained =
          empty
              .future()
              .onComplete(done -> vertx.cancelTimer(timer))
              .onComplete(done -> closeSessions())
              .compose(done -> server.close())
              .otherwiseEmpty()
              .onComplete(done -> LOG.info("bridge stopped"));
      completeIfEmpty();
    }
    return drained;
  }

  private void closeSessions() {
    CloseCode code = new CloseCode(CloseCode.SERVICE_RESTART, "bridge stopping");
    List.copyOf(sessions).forEach(session -> session.close(code));
  }

  private void onRequest(HttpServerRequest request) {
    if (request.path().equals("/ping")) {
      probe.healthy().onSuccess(healthy -> answer(request, healthy && !draining ? 200 : 503));
    } else if (!PATHS.contains(request.path())) {
      answer(request, 404);
    } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      answer(request, 426);
    } else if (draining) {
      answer(request, 503);
    } else if (settings.sessionsMax() > 0 && sessions.size() >= settings.sessionsMax()) {
      refuseAboveCap(request);
    } else {
      open(request);
    }
  }

  private void refuseAboveCap(HttpServerRequest request) {
    String reason = "session cap of %d reached".formatted(settings.sessionsMax());
    LOG.info(() -> "session refused: " + reason);
    request
        .toWebSocket()
        .onSuccess(
            client -> {
              var unused = client.close(CloseCode.TRY_AGAIN_LATER, reason);
            });
  }

  /** A session counts from its handshake on, so that a burst cannot pass the cap. */
  private void open(HttpServerRequest request) {
    BridgeSession session = new BridgeSession(++started, context, request, this);
    sessions.add(session);
    session.open(upstreams, BridgeOptions.upstream(settings));
  }

  @Override
  public void onStart(BridgeSession session) {
    LOG.info(() -> "session %d started, %d open".formatted(session.id(), sessions.size()));
  }

  @Override
  public void onEnd(BridgeSession session, String how) {
    sessions.remove(session);
    LOG.info(() -> "session %d ended: %s, %d open".formatted(session.id(), how, sessions.size()));
    completeIfEmpty();
  }

  private void completeIfEmpty() {
    if (draining && sessions.isEmpty()) {
      empty.tryComplete();
    }
  }

  private static void answer(HttpServerRequest request, int status) {
    if (!request.response().closed()) {
      var unused = request.response().setStatusCode(status).end();
    }
  }

  private void logStart(HttpServer listening) {
    LOG.info(
        () ->
            "bridge on port %d to %s, %s"
                .formatted(
                    listening.actualPort(),
                    settings.upstream(),
                    settings.sessionsMax() == 0
                        ? "no session cap"
                        : "at most %d sessions".formatted(settings.sessionsMax())));
  }
}
