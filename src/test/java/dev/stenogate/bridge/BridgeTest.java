package dev.stenogate.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeTest {
  private BridgeRig rig = new BridgeRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/invocations-bidirectional-stream", "/v1/realtime", "/v1/realtime?x=1"})
  void forwardsTextBothWays(String path) throws Exception {
    Peer client = BridgeRig.await(rig.connect(path));
    Peer model = rig.model();
    client.text("{\"type\":\"input_audio_buffer.commit\"}");
    client.text("");
    client.text("é你");
    model.expectText("{\"type\":\"input_audio_buffer.commit\"}");
    model.expectText("");
    model.expectText("é你");
    model.text(" Café");
    model.text("x");
    client.expectText(" Café");
    client.expectText("x");
  }

  @Test
  void losesNothingThatTheModelSaysAtOnce() throws Exception {
    rig.greeting =
        socket -> {
          for (int i = 0; i < 100; i++) {
            socket.writeTextMessage("hello " + i);
          }
        };
    Peer client = rig.client();
    for (int i = 0; i < 100; i++) {
      client.expectText("hello " + i);
    }
  }

  @Test
  void losesNothingThatTheModelSaysBeforeItLeavesAtOnce() throws Exception {
    rig.greeting =
        socket -> {
          for (int i = 0; i < 100; i++) {
            socket.writeTextMessage("hello " + i);
          }
          socket.close((short) 1012, "restart");
        };
    Peer client = rig.client();
    for (int i = 0; i < 100; i++) {
      client.expectText("hello " + i);
    }
    assertThat(client.end()).isEqualTo("1012 restart");
  }

  @Test
  void keepsFragmentsAsTheyAreEvenWithinACharacter() throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    byte[] text = "é你".getBytes(UTF_8);
    for (Peer[] way : new Peer[][] {{client, model}, {model, client}}) {
      way[0].send(WebSocketFrameType.TEXT, Arrays.copyOfRange(text, 0, 1), false);
      way[0].send(WebSocketFrameType.CONTINUATION, new byte[0], false);
      way[0].send(WebSocketFrameType.CONTINUATION, Arrays.copyOfRange(text, 1, 4), false);
      way[0].send(WebSocketFrameType.CONTINUATION, Arrays.copyOfRange(text, 4, 5), true);
      way[0].text("next");
      way[1].expect(WebSocketFrameType.TEXT, Arrays.copyOfRange(text, 0, 1), false);
      way[1].expect(WebSocketFrameType.CONTINUATION, new byte[0], false);
      way[1].expect(WebSocketFrameType.CONTINUATION, Arrays.copyOfRange(text, 1, 4), false);
      way[1].expect(WebSocketFrameType.CONTINUATION, Arrays.copyOfRange(text, 4, 5), true);
      way[1].expectText("next");
    }
  }

  @Test
  void makesTextOfBinary() throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    byte[] text = "é你".getBytes(UTF_8);
    client.send(WebSocketFrameType.BINARY, text, true);
    client.send(WebSocketFrameType.BINARY, Arrays.copyOfRange(text, 0, 1), false);
    client.send(WebSocketFrameType.CONTINUATION, Arrays.copyOfRange(text, 1, 5), true);
    client.send(WebSocketFrameType.BINARY, new byte[0], true);
    model.expect(WebSocketFrameType.TEXT, text, true);
    model.expect(WebSocketFrameType.TEXT, Arrays.copyOfRange(text, 0, 1), false);
    model.expect(WebSocketFrameType.CONTINUATION, Arrays.copyOfRange(text, 1, 5), true);
    model.expect(WebSocketFrameType.TEXT, new byte[0], true);
  }

  @Test
  void refusesBinaryThatIsNoText() throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    client.send(WebSocketFrameType.BINARY, new byte[] {'a', (byte) 0xff}, true);
    assertThat(client.end()).isEqualTo("1007 binary frame is not UTF-8");
    assertThat(model.end()).isEqualTo("1007 binary frame is not UTF-8");
  }

  @Test
  void refusesBinaryThatEndsWithinACharacter() throws Exception {
    Peer client = rig.client();
    client.send(WebSocketFrameType.BINARY, new byte[] {(byte) 0xc3}, true);
    assertThat(client.end()).startsWith("1007 ");
  }

  @Test
  void forwardsTheLongestFrameBothWaysAndRefusesALongerOne() throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    byte[] longest = new byte[Bridge.FRAME_BYTES_MAX];
    Arrays.fill(longest, (byte) 'a');
    client.send(WebSocketFrameType.TEXT, longest, true);
    model.expect(WebSocketFrameType.TEXT, longest, true);
    model.send(WebSocketFrameType.TEXT, longest, true);
    client.expect(WebSocketFrameType.TEXT, longest, true);
    client.send(WebSocketFrameType.TEXT, new byte[Bridge.FRAME_BYTES_MAX + 1], true);
    assertThat(client.end()).isEqualTo("1009 frame of 16777217 bytes exceeds limit of 16777216");
    assertThat(model.end()).isEqualTo("1009 frame of 16777217 bytes exceeds limit of 16777216");
  }

  @Test
  void cutsAClientWhoseFrameIsOutOfAllProportion() throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    client.send(WebSocketFrameType.TEXT, new byte[2 * Bridge.FRAME_BYTES_MAX + 1], true);
    assertThat(model.end()).startsWith("1009 client: Max frame length");
    assertThat(client.end()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, bye", "1000, ''", "1001, shutting down", "1009, frame exceeds limit of 16777216 bytes",
    "1011, keepalive ping timeout", "1012, service restart", "1013, try later", "4711, own"
  })
  void keepsCloseCodesBothWays(short code, String reason) throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    model.text("last words");
    var unused = model.socket.close(code, reason);
    client.expectText("last words");
    assertThat(client.end()).isEqualTo(code + " " + reason);

    Peer other = rig.client();
    Peer otherModel = rig.model();
    other.text("last words");
    unused = other.socket.close(code, reason);
    otherModel.expectText("last words");
    assertThat(otherModel.end()).isEqualTo(code + " " + reason);
  }

  @Test
  void makesAnInternalErrorOfALostModel() throws Exception {
    Peer client = rig.client();
    rig.model().cut();
    assertThat(client.end()).isEqualTo("1011 upstream connection lost");
  }

  @Test
  void tellsTheModelThatTheClientWasLost() throws Exception {
    rig.client().cut();
    assertThat(rig.model().end()).isEqualTo("1001 client connection lost");
  }

  @Test
  void answersPingsItself() throws Exception {
    Peer client = rig.client();
    CompletableFuture<Buffer> pong = new CompletableFuture<>();
    client.socket.pongHandler(pong::complete);
    var unused = client.socket.writePing(Buffer.buffer("there?"));
    assertThat(pong.get(10, TimeUnit.SECONDS)).isEqualTo(Buffer.buffer("there?"));
  }

  /** Both directions: frames pile up to a bound, then all of them arrive, then the close. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stopsAWriterWhoseReaderStopsAndLosesNothing(boolean toModel) throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    Peer writer = toModel ? client : model;
    Peer reader = toModel ? model : client;
    reader.socket.pause();
    int frames = 0;
    boolean more = true;
    while (more) {
      Future<Void> written = writer.socket.writeTextMessage(frames++ + " " + "x".repeat(65_536));
      assertThat(frames).as("frames of 64 KB taken without reading").isLessThan(1_000);
      more = BridgeRig.completesSoon(written);
    }
    var unused = writer.socket.close((short) 4000, "done");
    reader.socket.resume();
    for (int frame = 0; frame < frames; frame++) {
      assertThat(reader.next().text()).startsWith(frame + " ");
    }
    assertThat(reader.end()).isEqualTo("4000 done");
  }

  @Test
  void refusesTheHandshakeWhenTheModelIsGone() {
    rig.stopModel();
    assertRefused(502);
  }

  @ParameterizedTest
  @CsvSource({"503, 503", "429, 503", "500, 502", "404, 502", "403, 502"})
  void refusesTheHandshakeThatTheModelRefuses(int theirs, int ours) {
    rig.handshake = request -> request.response().setStatusCode(theirs).end();
    assertRefused(ours);
  }

  @Test
  void refusesTheHandshakeThatTheModelDoesNotAnswer() {
    rig.handshake = request -> {};
    assertRefused(502);
  }

  @Test
  void closesASessionAboveTheCapAndTakesTheNextWhenOneEnds() throws Exception {
    restart(2, Duration.ofMinutes(5));
    Peer first = rig.client();
    Peer firstModel = rig.model();
    rig.client();
    assertThat(rig.client().end()).isEqualTo("1013 session cap of 2 reached");
    var unused = first.socket.close();
    firstModel.end();
    Peer next = rig.client();
    next.text("in");
    rig.model();
    rig.model().expectText("in");
  }

  @Test
  void countsNoSessionThatWasRefused() throws Exception {
    restart(1, Duration.ofMinutes(5));
    rig.handshake = request -> request.response().setStatusCode(500).end();
    assertRefused(502);
    rig.handshake = rig::accept;
    Peer client = rig.client();
    client.text("in");
    rig.model().expectText("in");
  }

  @Test
  void letsGoOfAClientThatLeavesInItsHandshake() throws Exception {
    restart(1, Duration.ofMinutes(5));
    CompletableFuture<HttpServerRequest> pending = new CompletableFuture<>();
    rig.handshake = request -> pending.complete(request.pause());
    NetSocket client =
        BridgeRig.await(rig.vertx.createNetClient().connect(rig.bridge.port(), "localhost"));
    var unused =
        client.write(
            """
            GET /v1/realtime HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """);
    HttpServerRequest handshake = pending.get(10, TimeUnit.SECONDS);
    rig.handshake = rig::accept;
    assertThat(rig.client().end()).startsWith("1013 ");
    unused = client.close();
    rig.accept(handshake); // The bridge connects in vain and says so.
    assertThat(rig.model().end()).isEqualTo("1001 client connection lost");
    rig.client().text("in");
    rig.model().expectText("in");
  }

  @Test
  void asksTheModelOnceForManyPings() {
    for (int i = 0; i < 20; i++) {
      assertThat(rig.get("/ping")).isEqualTo(200);
    }
    assertThat(rig.healthAsked).hasValue(1);
  }

  @Test
  void isUnhealthyWithAModelThatIsUnwell() {
    rig.health = request -> request.response().setStatusCode(503).end();
    assertThat(rig.get("/ping")).isEqualTo(503);
  }

  @Test
  void isUnhealthyWithAModelThatDoesNotAnswer() {
    rig.health = request -> {};
    assertThat(rig.get("/ping")).isEqualTo(503);
  }

  @Test
  void isUnhealthyWithAModelThatStopsInItsAnswer() {
    rig.health = request -> request.response().setChunked(true).write("O");
    assertThat(rig.get("/ping")).isEqualTo(503);
  }

  @Test
  void isUnhealthyWithoutAModel() {
    rig.stopModel();
    assertThat(rig.get("/ping")).isEqualTo(503);
  }

  @Test
  void servesNothingElse() {
    assertThat(rig.get("/metrics")).isEqualTo(404);
    assertThat(rig.get("/v1/realtime")).isEqualTo(426);
  }

  @Test
  void letsOpenSessionsFinishWhileItDrains() throws Exception {
    Peer client = rig.client();
    Peer model = rig.model();
    Future<Void> drained = rig.bridge.drain();
    assertRefused(503);
    assertThat(rig.get("/ping")).isEqualTo(503);
    client.text("more");
    model.expectText("more");
    model.text("done");
    client.expectText("done");
    assertThat(drained.isComplete()).isFalse();
    var unused = client.socket.close();
    model.end();
    BridgeRig.await(drained);
    BridgeRig.await(rig.bridge.drain());
    assertThatThrownBy(() -> rig.get("/ping")).hasMessageContaining("refused");
  }

  @Test
  void closesSessionsThatOutlastTheDrain() throws Exception {
    restart(0, Duration.ofMillis(20));
    Peer client = rig.client();
    Peer model = rig.model();
    BridgeRig.await(rig.bridge.drain());
    assertThat(client.end()).isEqualTo("1012 bridge stopping");
    assertThat(model.end()).isEqualTo("1012 bridge stopping");
  }

  @Test
  void stopsAtOnceWithoutSessions() {
    BridgeRig.await(rig.bridge.drain());
  }

  private void restart(int sessionsMax, Duration drainTimeout) {
    rig.close();
    rig = new BridgeRig(sessionsMax, drainTimeout);
  }

  private void assertRefused(int status) {
    assertThatThrownBy(
            () ->
                rig.connect(BridgeRig.PATH)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class,
            rejected -> assertThat(rejected.getStatus()).isEqualTo(status));
  }
}
