package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.sagemaker.FrontOptions;
import dev.stenogate.upstream.Signal.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SageMakerTransportTest {
  @Test
  void aFrameArrivesAsOneTextFrameAndItsEchoComesBack() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      var line = stage.open();
      line.send("{\"type\":\"sesión\"}");

      WebSocketFrame heard = stage.container.caller().frame();
      assertThat(heard.isText()).isTrue();
      assertThat(heard.isFinal()).isTrue();
      assertThat(heard.textData()).isEqualTo("{\"type\":\"sesión\"}");
      assertThat(line.told().frame()).isEqualTo("{\"type\":\"sesión\"}");
    }
  }

  @Test
  void plaintextIsHttp2WithPriorKnowledge() throws Exception {
    try (var stage =
        Stage.of(FakeContainer.start().echoing(), FrontOptions::plaintext, Stage.keys())) {
      var line = stage.open();
      line.send("over h2c");
      assertThat(line.told().frame()).isEqualTo("over h2c");
    }
  }

  @Test
  void pathQueryAndVariantReachTheContainer() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      var line =
          stage.open(new SageMakerTarget(Stage.ENDPOINT, "blue", "v1/realtime", "a=b%20c", "m"));
      line.send("x");
      line.told().frame();

      var socket = stage.container.caller().socket();
      assertThat(socket.path()).isEqualTo("/v1/realtime");
      assertThat(socket.query()).isEqualTo("a=b%20c");
    }
  }

  @Test
  void sessionCredentialsAreSignedToo() throws Exception {
    var credentials =
        new SageMakerCredentials.Static(
            FrontOptions.Keys.DEFAULT.accessKeyId(), "another-secret", "a-token");
    var keys =
        new FrontOptions.Keys(
            FrontOptions.Keys.DEFAULT.region(),
            credentials.accessKeyId(),
            credentials.secretAccessKey(),
            credentials.sessionToken());
    try (var stage =
        Stage.of(FakeContainer.start().echoing(), options -> options.with(keys), credentials)) {
      var line = stage.open();
      line.send("x");
      assertThat(line.told().frame()).isEqualTo("x");
    }
  }

  @Test
  void fragmentsOfTheContainerAreJoinedEvenInsideACharacter() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      var socket = stage.container.caller().socket();
      // The second byte of 'é' begins the second fragment.
      byte[] whole = "café noir".getBytes(StandardCharsets.UTF_8);
      var ignored = socket.writeFrame(WebSocketFrame.textFrame("caf", false));
      ignored =
          socket.writeFrame(
              WebSocketFrame.continuationFrame(Buffer.buffer().appendBytes(whole, 3, 1), false));
      ignored =
          socket.writeFrame(
              WebSocketFrame.continuationFrame(
                  Buffer.buffer().appendBytes(whole, 4, whole.length - 4), true));
      assertThat(line.told().frame()).isEqualTo("café noir");
    }
  }

  @Test
  void partsSplitByTheServiceAreJoined() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().partsSplit(true);
      var line = stage.open();
      var caller = stage.container.caller();
      caller.say("naïve");
      caller.say("plain");
      assertThat(line.told().frame()).isEqualTo("naïve");
      assertThat(line.told().frame()).isEqualTo("plain");
    }
  }

  @Test
  void aFrameAboveTheBoundEndsTheLinkAsProtocol() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      stage.container.caller().say("x".repeat(PartJoiner.FRAME_BYTES_MAX + 1));
      assertThat(line.told().ending().reason()).isEqualTo(Reason.PROTOCOL);
      assertThat(line.told().frames).isEmpty();
    }
  }

  @Test
  void closingFreesTheStreamAndTheContainer() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      var caller = stage.container.caller();
      line.channel().close();
      line.channel().close();

      assertThat(line.told().ending().reason()).isEqualTo(Reason.LOCAL);
      caller.awaitGone();
      Stage.await("no session", () -> stage.sessions().now() == 0);
      Stage.await("no link", () -> stage.transport.openLinks() == 0);
      assertThat(line.told().brokenRules).hasValue(0);
    }
  }

  @Test
  void aClosedLinkIsSilentAndTakesNothing() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      var caller = stage.container.caller();
      line.channel().close();
      caller.say("too late");
      line.send("too late");
      caller.awaitGone();

      assertThat(line.channel().writable()).isFalse();
      assertThat(caller.framesHeard()).isZero();
      assertThat(line.told().frames).isEmpty();
    }
  }

  @Test
  void aLinkClosedBeforeItIsOpenMakesNoSession() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      for (int i = 0; i < 20; i++) {
        var line = stage.open();
        line.channel().close();
        assertThat(line.told().ending().reason()).isEqualTo(Reason.LOCAL);
      }
      Stage.await("no link", () -> stage.transport.openLinks() == 0);
      Stage.await("no session", () -> stage.sessions().now() == 0);
    }
  }

  @Test
  void everythingSaidBeforeTheEndIsHeardBeforeTheEnd() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      var caller = stage.container.caller();
      for (int i = 0; i < 500; i++) {
        caller.say("delta " + i);
      }
      caller.socket().close((short) 1012, "restarting");

      assertThat(line.told().ending().reason()).isEqualTo(Reason.MODEL_FAILED);
      assertThat(line.told().ending().detail()).contains("1012").contains("restarting");
      assertThat(line.told().frames).hasSize(500);
      assertThat(line.told().brokenRules).hasValue(0);
    }
  }

  @Test
  void framesOfALinkArriveInOrderAndWhole() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      var line = stage.open();
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String frame = i + "x".repeat(i * 37 % 5_000);
        sent.add(frame);
        line.send(frame);
      }
      for (String frame : sent) {
        assertThat(line.told().frame()).isEqualTo(frame);
      }
    }
  }

  @Test
  void aBurstOfSixtyLinksAllWorkAtOnce() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      List<Stage.Line> lines = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        lines.add(stage.open());
      }
      for (int i = 0; i < 60; i++) {
        lines.get(i).send("link " + i);
      }
      for (int i = 0; i < 60; i++) {
        assertThat(lines.get(i).told().frame()).isEqualTo("link " + i);
      }
      assertThat(stage.sessions().most()).isEqualTo(60);
      lines.forEach(line -> line.channel().close());
      Stage.await("no session", () -> stage.sessions().now() == 0);
      assertThat(stage.sessions().ever()).isEqualTo(60);
    }
  }

  @Test
  void closingTheTransportEndsItsLinks() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      stage.container.caller();
      stage.transport.close();
      assertThat(line.told().ending().reason()).isEqualTo(Reason.LOCAL);
      Stage.await("no session", () -> stage.sessions().now() == 0);
    }
  }

  @Test
  void equalSettingsShareATransport() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start());
        var transports = new SageMakerTransports()) {
      var period = Duration.ofSeconds(15);
      var one = transports.of(Stage.settings(stage.front, Stage.keys(), period));
      var same = transports.of(Stage.settings(stage.front, Stage.keys(), period));
      var other =
          transports.of(
              Stage.settings(stage.front, new SageMakerCredentials.Static("a", "b", ""), period));
      assertThat(same).isSameAs(one);
      assertThat(other).isNotSameAs(one);
    }
  }

  @Test
  void theDecoderOnTheClassPathIsNotTheOneThatTakesTwoMebibytesAStream() {
    String decoder = "software/amazon/%s/MessageDecoder.class";
    ClassLoader loader = getClass().getClassLoader();
    assertThat(loader.getResource(decoder.formatted("awssdk/eventstream"))).isNotNull();
    assertThat(loader.getResource(decoder.formatted("eventstream"))).isNull();
  }
}
