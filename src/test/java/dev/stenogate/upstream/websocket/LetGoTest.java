package dev.stenogate.upstream.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal.Reason;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a link's slot may be given to another: after the server answered the close. */
class LetGoTest {
  /** A thread of a busy machine may be so late. */
  private static final long LATE_NANOS = 1_500_000_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Recorder told = new Recorder();

  /** With which the server saw the close handshake. */
  private final CompletableFuture<Short> code = new CompletableFuture<>();

  @AfterEach
  void close() {
    ScriptedServer.await(vertx.close());
  }

  private Link open(URI uri) {
    return new WebSocketTransport(vertx).upstream(WebSocketTarget.of(uri, "m")).open(told);
  }

  private URI greeting(String first) {
    return ScriptedServer.webSocket(
        vertx,
        socket -> {
          socket.closeHandler(closed -> code.complete(socket.closeStatusCode()));
          socket.writeTextMessage(first);
        });
  }

  @Test
  void aClosedLinkIsLetGoWhenTheServerHasHeardOfIt() throws Exception {
    Link link = open(greeting(ScriptedServer.CREATED));
    told.ready();
    long closedNanos = System.nanoTime();
    link.close();

    assertThat(told.closed().reason()).isEqualTo(Reason.LOCAL);
    assertThat(told.letGoNanos.get(10, TimeUnit.SECONDS) - closedNanos)
        .as("let go by the server's answer, and not at the bound")
        .isLessThan(Link.LET_GO_NANOS_MAX);
    assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo((short) 1000);
  }

  @Test
  void aServerThatDoesNotAnswerTheCloseIsResetInTheBound() throws Exception {
    CompletableFuture<Void> reset = new CompletableFuture<>();
    Link link =
        open(
            ScriptedServer.upgraded(
                vertx, socket -> socket.closeHandler(gone -> reset.complete(null))));
    CompletableFuture<Void> upgraded = new CompletableFuture<>();
    vertx.setTimer(300, now -> upgraded.complete(null)); // The handshake is over then.
    upgraded.get(10, TimeUnit.SECONDS);
    long closedNanos = System.nanoTime();
    link.close();

    assertThat(told.closed().reason()).isEqualTo(Reason.LOCAL);
    assertThat(told.letGoNanos).isNotDone();
    assertThat(told.letGoNanos.get(10, TimeUnit.SECONDS) - closedNanos)
        .isBetween(Link.LET_GO_NANOS_MAX - 100_000_000, Link.LET_GO_NANOS_MAX + LATE_NANOS);
    reset.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatIsMuteInTheHandshakeIsLeftInTheBound() throws Exception {
    Link link = open(ScriptedServer.tcp(vertx, socket -> {}));
    long closedNanos = System.nanoTime();
    link.close();
    assertThat(told.letGoNanos.get(10, TimeUnit.SECONDS) - closedNanos)
        .isBetween(Link.LET_GO_NANOS_MAX - 100_000_000, Link.LET_GO_NANOS_MAX + LATE_NANOS);
  }

  @Test
  void aServerThatIsNotThereHoldsNothing() throws Exception {
    open(URI.create("ws://localhost:1"));
    assertThat(told.closed().reason()).isEqualTo(Reason.UNREACHABLE);
    told.letGoNanos.get(1, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatClosesHasLetTheLinkGo() throws Exception {
    open(ScriptedServer.webSocket(vertx, socket -> socket.close((short) 1013, "full")));
    assertThat(told.closed().reason()).isEqualTo(Reason.REFUSED);
    told.letGoNanos.get(1, TimeUnit.SECONDS);
  }

  @Test
  void aLinkThatBreaksTheProtocolIsClosedAtOnceAndLetGoByTheCloseHandshake() throws Exception {
    open(greeting("not json"));
    assertThat(told.closed().reason()).isEqualTo(Reason.PROTOCOL);
    told.letGoNanos.get(1, TimeUnit.SECONDS);
    assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo((short) 1000);
  }
}
