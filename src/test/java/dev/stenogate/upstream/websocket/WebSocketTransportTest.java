package dev.stenogate.upstream.websocket;

import static dev.stenogate.upstream.websocket.ScriptedServer.CREATED;
import static dev.stenogate.upstream.websocket.ScriptedServer.EMPTY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Signal.Closed;
import dev.stenogate.upstream.Signal.Reason;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketTransportTest {
  private final Vertx vertx = Vertx.vertx();
  private final WebSocketTransport transport = new WebSocketTransport(vertx);
  private final Recorder signals = new Recorder();

  @AfterEach
  void stop() {
    ScriptedServer.await(vertx.close());
  }

  @Test
  void carriesAnUtterance() throws Exception {
    carriesAnUtterance(WebSocketTarget.of(ScriptedServer.webSocket(vertx, this::model), "m"));
  }

  @Test
  void carriesAnUtteranceOverTls() throws Exception {
    Certified certified = Authority.selfSigned(Leaf.localhost());
    carriesAnUtterance(WebSocketTarget.of(overTls(certified), "m").withTrustedCa(certified.pem()));
  }

  private URI overTls(Certified server) {
    PemKeyCertOptions keys =
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(server.pem()))
            .setKeyValue(Buffer.buffer(server.keyPem()));
    return ScriptedServer.webSocket(
        vertx, new HttpServerOptions().setSsl(true).setKeyCertOptions(keys), this::model);
  }

  private void carriesAnUtterance(WebSocketTarget target) throws Exception {
    Link link = transport.upstream(target).open(signals);
    signals.ready();
    assertThat(link.writable()).isTrue();
    for (int utterance = 0; utterance < 2; utterance++) {
      link.begin();
      link.append(ByteBuffer.allocate(2_560));
      assertThat(signals.next()).isSameAs(Signal.Delta.EMPTY);
      link.finish();
      assertThat(signals.next()).isEqualTo(new Signal.Done(" Café", 39, 23));
    }
    link.close();
    assertThat(signals.next()).isEqualTo(new Closed(Reason.LOCAL, "closed by the gateway"));
  }

  @Test
  void trustsNobodyWithoutReason() throws Exception {
    URI uri = overTls(Authority.selfSigned(Leaf.localhost()));
    var unused = transport.upstream(WebSocketTarget.of(uri, "m")).open(signals);
    assertThat(signals.closed().reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void refusesCertificatesThatAreNone() {
    WebSocketTarget target = WebSocketTarget.of(URI.create("wss://localhost"), "m");
    assertThatThrownBy(() -> target.withTrustedCa("nonsense"))
        .hasMessage("trustedCaPem: 8 characters without a certificate (expected: X.509 as PEM)");
    assertThatThrownBy(() -> target.withTrustedCa("")).hasMessageContaining("0 characters");
  }

  @Test
  void asksForThePathAndWithTheHeadersOfItsTarget() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    URI uri =
        ScriptedServer.http(
            vertx,
            request -> {
              asked.add(request.uri() + " " + request.getHeader("Authorization"));
              request.response().setStatusCode(503).end();
            });
    for (String path : List.of("", "/", "/other?x=1")) {
      WebSocketTarget target =
          WebSocketTarget.of(URI.create(uri + path), "m").withHeader("Authorization", "Bearer t");
      var unused = transport.upstream(target).open(signals);
      assertThat(signals.closed().reason()).isEqualTo(Reason.REFUSED);
    }
    assertThat(asked)
        .containsExactly("/v1/realtime Bearer t", "/v1/realtime Bearer t", "/other?x=1 Bearer t");
  }

  @ParameterizedTest
  @CsvSource({"401, DENIED", "404, MISCONFIGURED", "429, REFUSED", "503, REFUSED"})
  void tellsHowTheHandshakeWasRefused(int status, Reason reason) throws Exception {
    URI uri =
        ScriptedServer.http(vertx, request -> request.response().setStatusCode(status).end("no"));
    open(uri);
    Closed closed = signals.closed();
    assertThat(closed.reason()).isEqualTo(reason);
    assertThat(closed.detail())
        .isEqualTo(uri + ": handshake answered with HTTP " + status + " (expected: 101)");
  }

  @ParameterizedTest
  @CsvSource({
    "1000, ENDED",
    "1001, LOST",
    "1008, REFUSED",
    "1009, PROTOCOL",
    "1011, MODEL_FAILED",
    "1012, LOST",
    "1013, REFUSED",
    "4001, ENDED"
  })
  void tellsWithWhichCodeTheServerClosed(short code, Reason reason) throws Exception {
    open(
        ScriptedServer.webSocket(
            vertx,
            socket -> {
              socket.writeTextMessage(CREATED);
              socket.close(code, "because");
            }));
    signals.ready();
    assertThat(signals.next()).isEqualTo(new Closed(reason, "close " + code + ": because"));
    assertThat(signals.isEmpty()).isTrue();
  }

  @Test
  void tellsThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    open(URI.create("ws://localhost:" + port));
    Closed closed = signals.closed();
    assertThat(closed.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(closed.detail()).contains("refused").hasSizeLessThan(300);
  }

  @Test
  void tellsThatTheNameIsUnknown() throws Exception {
    open(URI.create("ws://nowhere.invalid"));
    assertThat(signals.closed().reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void givesUpAServerThatDoesNotAnswerTheHandshake() throws Exception {
    URI uri = ScriptedServer.tcp(vertx, socket -> {});
    var unused =
        transport
            .upstream(WebSocketTarget.of(uri, "m").withConnectTimeout(Duration.ofMillis(50)))
            .open(signals);
    assertThat(signals.closed())
        .isEqualTo(new Closed(Reason.UNREACHABLE, uri + ": no WebSocket within 50 ms"));
  }

  @Test
  void tellsThatTheConnectionWasCut() throws Exception {
    CompletableFuture<io.vertx.core.net.NetSocket> wire = new CompletableFuture<>();
    open(ScriptedServer.upgraded(vertx, wire::complete));
    var unused = wire.get(10, TimeUnit.SECONDS).close();
    assertThat(signals.closed().reason()).isEqualTo(Reason.LOST);
  }

  @Test
  void givesUpAServerThatDoesNotAnswerPings() throws Exception {
    URI uri = ScriptedServer.upgraded(vertx, socket -> {});
    var unused =
        transport
            .upstream(
                WebSocketTarget.of(uri, "m")
                    .withKeepalive(Duration.ofMillis(20), Duration.ofMillis(20)))
            .open(signals);
    assertThat(signals.closed())
        .isEqualTo(new Closed(Reason.LOST, "no answer to a ping within 20 ms"));
  }

  @Test
  void keepsAServerThatAnswersPings() throws Exception {
    CountDownLatch pings = new CountDownLatch(5);
    URI uri =
        ScriptedServer.webSocket(
            vertx,
            socket -> {
              socket.writeTextMessage(CREATED);
              socket.frameHandler(
                  frame -> {
                    if (frame.isPing()) {
                      pings.countDown();
                    }
                  });
            });
    Link link =
        transport
            .upstream(
                WebSocketTarget.of(uri, "m")
                    .withKeepalive(Duration.ofSeconds(1), Duration.ofSeconds(1)))
            .open(signals);
    signals.ready();
    assertThat(pings.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(signals.isEmpty()).isTrue();
    link.close();
    assertThat(signals.next()).isInstanceOf(Closed.class);
  }

  @Test
  void joinsFragmentsThatCutACharacter() throws Exception {
    byte[] text = "{\"type\":\"transcription.delta\",\"delta\":\" é\"}".getBytes(UTF_8);
    Link link =
        open(
            ScriptedServer.webSocket(
                vertx,
                socket -> {
                  socket.writeTextMessage(CREATED);
                  socket.frameHandler(
                      frame -> {
                        if (frame.isText() && frame.textData().contains("commit")) {
                          int cut = text.length - 3; // Inside the é.
                          socket.writeFrame(TextFrames.text(text, 0, cut, false));
                          socket.writeFrame(
                              WebSocketFrame.continuationFrame(Buffer.buffer(), false));
                          socket.writeFrame(WebSocketFrame.pingFrame(Buffer.buffer("x")));
                          socket.writeFrame(
                              WebSocketFrame.continuationFrame(
                                  Buffer.buffer().appendBytes(text, cut, text.length - cut), true));
                        }
                      });
                }));
    signals.ready();
    link.begin();
    assertThat(signals.next()).isEqualTo(new Signal.Delta(" é"));
  }

  @Test
  void refusesAFrameThatIsTooLong() throws Exception {
    open(
        ScriptedServer.webSocket(
            vertx, socket -> socket.writeFinalTextFrame("x".repeat((1 << 20) + 1))));
    assertThat(signals.closed().reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void refusesAMessageThatIsTooLong() throws Exception {
    open(
        ScriptedServer.webSocket(
            vertx,
            socket -> {
              socket.writeFrame(WebSocketFrame.textFrame("x".repeat(1 << 19), false));
              socket.writeFrame(
                  WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(1 << 19)), false));
              socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x"), true));
            }));
    assertThat(signals.closed())
        .isEqualTo(
            new Closed(
                Reason.PROTOCOL, "message of 1048577 bytes or more (expected: at most 1048576)"));
  }

  @Test
  void refusesBinaryFrames() throws Exception {
    open(
        ScriptedServer.webSocket(
            vertx, socket -> socket.writeFinalBinaryFrame(Buffer.buffer("xyz"))));
    assertThat(signals.closed())
        .isEqualTo(new Closed(Reason.PROTOCOL, "binary frame of 3 bytes (expected: text)"));
  }

  @Test
  void canBeClosedBeforeItIsOpen() throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    URI uri =
        ScriptedServer.webSocket(
            vertx, socket -> socket.closeHandler(closed -> gone.complete(null)));
    open(uri).close();
    assertThat(signals.closed().reason()).isEqualTo(Reason.LOCAL);
    gone.get(10, TimeUnit.SECONDS);
    assertThat(signals.isEmpty()).isTrue();
  }

  @Test
  void endsTheLinksOfAnUpstreamThatIsClosed() throws Exception {
    URI uri = ScriptedServer.webSocket(vertx, this::model);
    WebSocketUpstream upstream = transport.upstream(WebSocketTarget.of(uri, "m"));
    Link link = upstream.open(signals);
    signals.ready();
    upstream.close();
    assertThat(signals.next()).isInstanceOf(Closed.class);
    link.begin();
    link.close();
    upstream.open(signals);
    assertThat(signals.closed().reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void staysOnTheLoopItWasOpenedOn() throws Exception {
    URI uri = ScriptedServer.webSocket(vertx, this::model);
    Context loop = vertx.getOrCreateContext();
    CompletableFuture<Thread> mine = new CompletableFuture<>();
    BlockingQueue<Thread> heardOn = new LinkedBlockingQueue<>();
    loop.runOnContext(
        now -> {
          mine.complete(Thread.currentThread());
          Link link =
              transport
                  .upstream(WebSocketTarget.of(uri, "m"))
                  .open(signal -> heardOn.add(Thread.currentThread()));
          vertx.setTimer(1, later -> assertThat(link).isNotNull());
        });
    assertThat(heardOn.poll(10, TimeUnit.SECONDS)).isSameAs(mine.get(10, TimeUnit.SECONDS));
  }

  /**
   * The session may write from a thread of its own: what it can pile up is bounded all the same.
   */
  @Test
  void stopsASessionWhoseServerDoesNotReadAndLosesNothing() throws Exception {
    CompletableFuture<ServerWebSocket> server = new CompletableFuture<>();
    BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    URI uri =
        ScriptedServer.webSocket(
            vertx,
            socket -> {
              socket.writeTextMessage(CREATED);
              socket.frameHandler(frame -> counted(frame, arrived));
              socket.pause();
              server.complete(socket);
            });
    Link link =
        transport
            .upstream(
                WebSocketTarget.of(uri, "m")
                    .withKeepalive(Duration.ofMinutes(5), Duration.ofMinutes(5)))
            .open(signals);
    signals.ready();
    link.begin();
    int frames = 0;
    Signal heard = new Signal.Writable();
    while (heard != null) {
      while (link.writable()) {
        link.append(ByteBuffer.allocate(32_768).putInt(0, frames++));
        assertThat(frames)
            .as("frames of 43 KB that a server took without reading")
            .isLessThan(2_000);
      }
      heard = signals.poll(1_000);
    }
    link.finish(); // Kept although nothing more is wanted.
    assertThat(link.writable()).isFalse();
    server.get(10, TimeUnit.SECONDS).resume();
    assertThat(signals.next()).isEqualTo(new Signal.Writable());
    for (int frame = 0; frame < frames; frame++) {
      assertThat(arrived.poll(10, TimeUnit.SECONDS)).isEqualTo(frame);
    }
    assertThat(arrived.poll(10, TimeUnit.SECONDS)).isEqualTo(-1);
    assertThat(link.writable()).isTrue();
  }

  @Test
  void keepsSecretsOutOfItsName() {
    WebSocketTarget target =
        WebSocketTarget.of(URI.create("ws://host/v1/realtime?key=secret"), "m")
            .withHeader("Authorization", "Bearer secret");
    assertThat(target.toString()).isEqualTo("ws://host:80");
    assertThat(transport.upstream(target).toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({"http://host", "ws:opaque", "ws://user:secret@host", "host"})
  void refusesAddressesThatItCannotReach(String uri) {
    assertThatThrownBy(() -> WebSocketTarget.of(URI.create(uri), "m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ")
        .hasMessageNotContaining("secret");
  }

  private Link open(URI uri) {
    return transport.upstream(WebSocketTarget.of(uri, "m")).open(signals);
  }

  private static void counted(WebSocketFrame frame, BlockingQueue<Integer> arrived) {
    String text = frame.isText() ? frame.textData() : "";
    if (text.contains("append")) {
      String audio = text.substring(text.indexOf("audio\":\"") + 8, text.length() - 2);
      arrived.add(ByteBuffer.wrap(Base64.getDecoder().decode(audio)).getInt(0));
    } else if (text.contains("final")) {
      arrived.add(-1);
    }
  }

  /** Answers an append with an empty delta and a final with a done. */
  private void model(ServerWebSocket socket) {
    socket.writeTextMessage(CREATED);
    socket.textMessageHandler(
        text -> {
          if (text.contains("append")) {
            socket.writeTextMessage(EMPTY);
          } else if (text.contains("final")) {
            socket.writeTextMessage(
                "{\"type\":\"transcription.done\",\"text\":\" Café\",\"usage\":"
                    + "{\"prompt_tokens\":39,\"completion_tokens\":23}}");
          }
        });
  }
}
