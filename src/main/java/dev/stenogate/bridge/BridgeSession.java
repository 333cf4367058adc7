package dev.stenogate.bridge;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;

/**
 * One client and its connection to vLLM. vLLM is connected first and the client accepted after.
 * When either side ends, the other is told with the same code and reason, after the last frame. All
 * on one event loop.
 */
final class BridgeSession {
  /** Hears how a session goes. */
  interface Listener {
    /** Both sides are open. */
    void onStart(BridgeSession session);

    /** Once, whether or not it started; in words for a log. */
    void onEnd(BridgeSession session, String how);
  }

  private final long id;
  private final Context context;
  private final HttpServerRequest request;
  private final Listener listener;

  private WebSocket upstream;
  private ServerWebSocket client;
  private Relay toUpstream;
  private Relay toClient;
  private boolean ended;

  BridgeSession(long id, Context context, HttpServerRequest request, Listener listener) {
    this.id = id;
    this.context = context;
    this.request = request;
    this.listener = listener;
  }

  long id() {
    return id;
  }

  void open(WebSocketClient upstreams, WebSocketConnectOptions options) {
    request.pause(); // An upgrade is possible only while the request is being read.
    request.connection().closeHandler(gone -> onClientGone());
    upstreams.connect(options).onComplete(this::onConnected);
  }

  /** Ends the session from this side. */
  void close(CloseCode code) {
    end("bridge " + code, code);
  }

  private void onConnected(AsyncResult<WebSocket> connected) {
    if (connected.failed()) {
      refuse(connected.cause());
      return;
    }
    upstream = connected.result();
    if (ended) {
      shut(upstream, CloseCode.ofClient(null, null));
      return;
    }
    upstream.pause(); // Its first frames wait for the client.
    upstream.frameHandler(this::onUpstreamFrame);
    upstream.exceptionHandler(failure -> onFailure("vLLM", failure));
    upstream.closeHandler(closed -> onUpstreamClosed());
    request.toWebSocket().onSuccess(this::onAccepted).onFailure(failed -> onClientGone());
  }

  private void onAccepted(ServerWebSocket accepted) {
    client = accepted;
    toClient = new Relay(upstream, client, this::close);
    toUpstream = new Relay(client, upstream, this::close);
    client.frameHandler(toUpstream::onFrame);
    client.exceptionHandler(failure -> onFailure("client", failure));
    client.closeHandler(closed -> onClientClosed());
    if (ended) {
      shut(client, CloseCode.ofUpstream(null, null));
      return;
    }
    listener.onStart(this);
    if (upstream.isClosed()) {
      onUpstreamClosed();
    } else {
      upstream.resume();
    }
  }

  /** vLLM's own refusal passes if it may pass later; everything else is a bad gateway. */
  private void refuse(Throwable failure) {
    int refusal = failure instanceof UpgradeRejectedException rejected ? rejected.getStatus() : 0;
    int status = refusal == 503 || refusal == 429 ? 503 : 502;
    String cause =
        refusal == 0
            ? "vLLM not reached: " + failure.getMessage()
            : "vLLM answered the handshake with HTTP " + refusal;
    if (!ended && !request.response().closed()) {
      var unused = request.response().setStatusCode(status).end();
    }
    end("refused with HTTP %d, %s".formatted(status, cause), CloseCode.ofUpstream(null, null));
  }

  /** The client left before it was accepted. */
  private void onClientGone() {
    if (client == null) {
      end("client left in its handshake", CloseCode.ofClient(null, null));
    }
  }

  /** Without a client the session is over, and this is what vLLM still had to say. */
  private void onUpstreamFrame(WebSocketFrame frame) {
    if (toClient != null) {
      toClient.onFrame(frame);
    }
  }

  private void onUpstreamClosed() {
    if (client == null) {
      return; // Told as soon as the client is there to be told.
    }
    CloseCode code = CloseCode.ofUpstream(upstream.closeStatusCode(), upstream.closeReason());
    toClient.end();
    context.runOnContext(drained -> end("vLLM " + code, code));
  }

  private void onClientClosed() {
    CloseCode code = CloseCode.ofClient(client.closeStatusCode(), client.closeReason());
    toUpstream.end();
    context.runOnContext(drained -> end("client " + code, code));
  }

  /** What the decoder refuses ends the session with its code; other failures end in a close. */
  private void onFailure(String side, Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      close(new CloseCode(corrupted.closeStatus().code(), side + ": " + failure.getMessage()));
    }
  }

  private void end(String how, CloseCode code) {
    if (ended) {
      return;
    }
    ended = true;
    shut(client, code);
    shut(upstream, code);
    listener.onEnd(this, how);
  }

  /** A side that is not read would never hear the other half of its close handshake. */
  private static void shut(WebSocketBase side, CloseCode code) {
    if (side != null) {
      if (!side.isClosed()) {
        var unused = side.close(code.code(), code.reason());
      }
      side.resume();
    }
  }
}
