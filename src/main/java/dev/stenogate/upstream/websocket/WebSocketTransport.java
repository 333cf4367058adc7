package dev.stenogate.upstream.websocket;

import dev.stenogate.upstream.Link;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;

/**
 * Reaches vLLM Realtime servers by WebSocket. Text frames only, no compression: base64 of audio
 * does not compress, and deltas are shorter than what compression adds.
 */
public final class WebSocketTransport {
  /** A link's connection waits this long for the server's half of the close, in seconds. */
  private static final int CLOSING_TIMEOUT_SECONDS =
      (int) TimeUnit.NANOSECONDS.toSeconds(Link.LET_GO_NANOS_MAX);

  private final Vertx vertx;

  public WebSocketTransport(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The port to one server. Opens no connection by itself. */
  public WebSocketUpstream upstream(WebSocketTarget target) {
    return new WebSocketUpstream(vertx, vertx.createWebSocketClient(options(target)), target);
  }

  private static WebSocketClientOptions options(WebSocketTarget target) {
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setSsl(target.tls())
            .setVerifyHost(true)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout(Math.toIntExact(target.connectTimeout().toMillis()))
            .setMaxConnections(Integer.MAX_VALUE) // How many is the dispatcher's to decide.
            .setMaxFrameSize(MessageAssembler.MESSAGE_BYTES_MAX)
            .setMaxMessageSize(MessageAssembler.MESSAGE_BYTES_MAX)
            .setClosingTimeout(CLOSING_TIMEOUT_SECONDS);
    target
        .trustedCaPem()
        .ifPresent(
            pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem))));
    return options;
  }
}
