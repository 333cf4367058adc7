package dev.stenogate.upstream.websocket;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Servers on free ports that do what a test tells them, and no more. */
final class ScriptedServer {
  private ScriptedServer() {}

  static final String CREATED = "{\"type\":\"session.created\",\"id\":\"s\",\"created\":1}";
  static final String EMPTY = "{\"type\":\"transcription.delta\",\"delta\":\"\"}";

  static URI webSocket(Vertx vertx, Handler<ServerWebSocket> script) {
    return webSocket(vertx, new HttpServerOptions(), script);
  }

  static URI webSocket(Vertx vertx, HttpServerOptions options, Handler<ServerWebSocket> script) {
    options.setMaxWebSocketFrameSize(1 << 24).setMaxWebSocketMessageSize(1 << 24);
    HttpServer server = vertx.createHttpServer(options).webSocketHandler(script);
    int port = await(server.listen(0, "localhost")).actualPort();
    return URI.create((options.isSsl() ? "wss" : "ws") + "://localhost:" + port);
  }

  static URI http(Vertx vertx, Handler<HttpServerRequest> script) {
    HttpServer server = vertx.createHttpServer().requestHandler(script);
    return URI.create("ws://localhost:" + await(server.listen(0, "localhost")).actualPort());
  }

  static URI tcp(Vertx vertx, Handler<NetSocket> script) {
    int port =
        await(vertx.createNetServer().connectHandler(script).listen(0, "localhost")).actualPort();
    return URI.create("ws://localhost:" + port);
  }

  /** Upgrades by hand, so that nothing answers frames unless the script does. */
  static URI upgraded(Vertx vertx, Handler<NetSocket> script) {
    return tcp(
        vertx,
        socket ->
            socket.handler(
                head -> {
                  String key =
                      head.toString()
                          .lines()
                          .filter(
                              line ->
                                  line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key: "))
                          .map(line -> line.substring(19).strip())
                          .findFirst()
                          .orElseThrow();
                  socket.handler(ignored -> {});
                  socket.write(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                          + acceptance(key)
                          + "\r\n\r\n");
                  script.handle(socket);
                }));
  }

  static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String acceptance(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
