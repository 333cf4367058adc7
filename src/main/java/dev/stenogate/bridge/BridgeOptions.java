package dev.stenogate.bridge;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;

/** The sockets' own settings: no compression, no idle timeout, bounds on frames and closes. */
final class BridgeOptions {
  /**
   * Where a frame's length alone ends the connection, in bytes. Vert.x then cuts TCP without a
   * close frame, so what is only somewhat too long is read to its end and refused with 1009.
   */
  private static final int DECODER_BYTES_MAX = 2 * Bridge.FRAME_BYTES_MAX;

  private static final int CLOSING_TIMEOUT_SECONDS = 5;

  /** Connections that wait to be accepted; SageMaker expects that within 250 ms. */
  private static final int BACKLOG = 1_024;

  private BridgeOptions() {}

  /** To the one vLLM, within the handshake timeout. */
  static WebSocketConnectOptions upstream(BridgeSettings settings) {
    URI uri = settings.upstream();
    return new WebSocketConnectOptions()
        .setHost(uri.getHost())
        .setPort(uri.getPort() == -1 ? 80 : uri.getPort())
        .setURI(uri.getRawPath().isEmpty() ? "/v1/realtime" : uri.getRawPath())
        .setAllowOriginHeader(false)
        .setTimeout(settings.handshakeTimeout().toMillis());
  }

  static HttpServerOptions server() {
    return new HttpServerOptions()
        .setAcceptBacklog(BACKLOG)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxWebSocketFrameSize(DECODER_BYTES_MAX)
        .setMaxWebSocketMessageSize(DECODER_BYTES_MAX)
        .setWebSocketClosingTimeout(CLOSING_TIMEOUT_SECONDS);
  }

  static WebSocketClientOptions upstreams(BridgeSettings settings) {
    return new WebSocketClientOptions()
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setConnectTimeout(Math.toIntExact(settings.handshakeTimeout().toMillis()))
        .setMaxConnections(Integer.MAX_VALUE)
        .setMaxFrameSize(DECODER_BYTES_MAX)
        .setMaxMessageSize(DECODER_BYTES_MAX)
        .setClosingTimeout(CLOSING_TIMEOUT_SECONDS);
  }
}
