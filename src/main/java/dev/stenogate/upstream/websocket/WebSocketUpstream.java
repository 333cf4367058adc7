package dev.stenogate.upstream.websocket;

import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.LinkListener;
import dev.stenogate.upstream.Upstream;
import dev.stenogate.upstream.realtime.RealtimeLink;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;

/**
 * The port to one vLLM Realtime server; made by {@link WebSocketTransport}. A link opened on a
 * Vert.x event loop stays on that loop with all its signals, so that a session on it never hops.
 */
public final class WebSocketUpstream implements Upstream, AutoCloseable {
  private final Vertx vertx;
  private final WebSocketClient client;
  private final WebSocketTarget target;

  WebSocketUpstream(Vertx vertx, WebSocketClient client, WebSocketTarget target) {
    this.vertx = vertx;
    this.client = client;
    this.target = target;
  }

  @Override
  public Link open(LinkListener listener) {
    RealtimeLink link = new RealtimeLink(target.model(), listener);
    WebSocketConnection connection = new WebSocketConnection(vertx, client, target, link);
    link.attach(connection);
    connection.connect();
    return link;
  }

  /** Lets go of the client; links that are still open are closed, and no more can be opened. */
  @Override
  public void close() {
    var unused = client.close();
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
