package dev.stenogate.localstack.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.sagemaker.FakeContainer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SageMakerFrontTest {
  private static final String ENDPOINT = "voxtral";

  private FakeContainer container;
  private SageMakerFront front;
  private RawCaller caller;

  @BeforeEach
  void start() throws Exception {
    container = FakeContainer.start();
    restart(options -> options);
  }

  private void restart(UnaryOperator<FrontOptions> options) throws IOException {
    stopFront();
    front =
        SageMakerFront.start(
            options.apply(FrontOptions.of(Map.of(ENDPOINT, container.uri())).plaintext()));
    caller = new RawCaller(front.port());
  }

  @AfterEach
  void stop() {
    stopFront();
    container.close();
  }

  private void stopFront() {
    if (front != null) {
      caller.close();
      front.close();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Part text(String text) {
    return new Part(true, true, utf8(text));
  }

  @Test
  void aPartIsAFrameWithTypeAndFin() throws Exception {
    caller.open();
    caller.send(caller.signed(new Part(true, false, utf8("one "))), false);
    caller.send(caller.signed(new Part(true, true, utf8("message"))), false);
    caller.send(caller.signed(new Part(false, true, new byte[] {1, 2})), false);

    var socket = container.caller();
    var first = socket.frame();
    assertThat(first.isText()).isTrue();
    assertThat(first.isFinal()).isFalse();
    var second = socket.frame();
    assertThat(second.isContinuation()).isTrue();
    assertThat(second.isFinal()).isTrue();
    assertThat(second.binaryData().toString()).isEqualTo("message");
    assertThat(socket.frame().isBinary()).isTrue();
  }

  @Test
  void aFrameIsAPartWithTypeAndState() throws Exception {
    caller.open();
    var socket = container.caller().socket();
    var unused = socket.writeFrame(WebSocketFrame.textFrame("one ", false));
    unused = socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("message"), true));
    unused = socket.writeFinalBinaryFrame(Buffer.buffer(new byte[] {1, 2}));

    assertThat(caller.event().headers())
        .containsEntry("DataType", "UTF8")
        .containsEntry("CompletionState", "PARTIAL")
        .containsEntry(":event-type", "PayloadPart");
    assertThat(caller.event().headers())
        .containsEntry("DataType", "UTF8")
        .containsEntry("CompletionState", "COMPLETE");
    assertThat(caller.event().headers()).containsEntry("DataType", "BINARY");
  }

  @Test
  void theHeadOfTheAnswerNamesRequestAndVariant() throws Exception {
    caller.headers.put("x-amzn-sagemaker-target-variant", "blue");
    caller.open();
    assertThat(caller.status()).isEqualTo("200");
    assertThat(caller.head.get())
        .containsKey("x-amzn-requestid")
        .containsEntry("content-type", "application/vnd.amazon.eventstream")
        .containsEntry("x-amzn-invoked-production-variant", "blue");
  }

  @Test
  void eventsAreFoundInDataFramesCutAnywhere() throws Exception {
    caller.open();
    byte[] two = concat(caller.signed(text("first")), caller.signed(text("second")));
    for (int at = 0; at < two.length; at += 7) {
      caller.send(Arrays.copyOfRange(two, at, Math.min(two.length, at + 7)), false);
    }
    caller.send(concat(caller.signed(text("third")), caller.signed(text("fourth"))), false);
    var socket = container.caller();
    for (String expected : new String[] {"first", "second", "third", "fourth"}) {
      assertThat(socket.frame().textData()).isEqualTo(expected);
    }
  }

  @Test
  void anEventLongerThanTheWindowGoesThrough() throws Exception {
    caller.open();
    String big = "x".repeat(300_000);
    caller.send(caller.signed(text(big)), false);
    assertThat(container.caller().frame().textData()).isEqualTo(big);
  }

  @Test
  void anEventThatWasChangedEndsTheStream() throws Exception {
    caller.open();
    assertThat(caller.status()).isEqualTo("200");
    // The same bytes under the shell of another text: all checksums hold, the signature does not.
    EventMessage shell = EventMessage.decode(caller.signed(text("signed")));
    byte[] changed = text("forged").event().encode();
    caller.send(new EventMessage(shell.headers(), changed).encode(), false);

    assertThat(caller.event().headers())
        .containsEntry(":message-type", "error")
        .containsEntry(":error-code", "InvalidSignatureException");
    assertThat(caller.ending()).isEqualTo("END_STREAM");
    var socket = container.caller();
    socket.awaitGone();
    assertThat(socket.framesHeard()).isZero();
  }

  @Test
  void anEventThatWasLeftOutEndsTheStream() throws Exception {
    caller.open();
    assertThat(caller.status()).isEqualTo("200");
    caller.signed(text("never sent"));
    caller.send(caller.signed(text("next")), false);
    assertThat(caller.event().headers()).containsEntry(":message-type", "error");
  }

  @Test
  void aWrongEventBeforeTheAnswerIsA403() throws Exception {
    front.faults(ENDPOINT).opening(new Opening.Never());
    caller.open();
    caller.secret = "another";
    caller.send(caller.signed(text("x")), false);
    assertThat(caller.status()).isEqualTo("403");
    assertThat(caller.ending()).isEqualTo("END_STREAM");
  }

  @Test
  void aBadChecksumEndsTheStream() throws Exception {
    caller.open();
    assertThat(caller.status()).isEqualTo("200");
    byte[] wrong = caller.signed(text("x"));
    wrong[wrong.length - 1] ^= 1;
    caller.send(wrong, false);
    assertThat(caller.event().headers()).containsEntry(":error-code", "InputValidationError");
  }

  @Test
  void halfCloseEndsTheResponseAtOnce() throws Exception {
    caller.open();
    caller.send(caller.signed(text("last words")), false);
    var socket = container.caller();
    assertThat(socket.frame().textData()).isEqualTo("last words");

    caller.send(caller.signedEnd(), true);
    assertThat(caller.ending()).isEqualTo("END_STREAM");
    socket.say("the answer that nobody hears");
    socket.awaitGone();
    assertThat(caller.events).isEmpty();
    assertThat(front.sessions(ENDPOINT).now()).isZero();
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        Arguments.of("wrong secret", "InvalidSignatureException", edit(c -> c.secret = "x")),
        Arguments.of(
            "old",
            "InvalidSignatureException",
            edit(c -> c.now = Instant.now().minus(Duration.ofMinutes(6)))),
        Arguments.of(
            "wrong content hash",
            "InvalidSignatureException",
            edit(c -> c.headers.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))),
        Arguments.of(
            "token nobody gave",
            "UnrecognizedClientException",
            edit(c -> c.headers.put("x-amz-security-token", "t"))));
  }

  private static UnaryOperator<RawCaller> edit(java.util.function.Consumer<RawCaller> change) {
    return caller -> {
      change.accept(caller);
      return caller;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void aForgedHeadIsA403BeforeTheContainerHearsOfIt(
      String name, String type, UnaryOperator<RawCaller> change) throws Exception {
    change.apply(caller).open();
    assertThat(caller.status()).isEqualTo("403");
    assertThat(caller.head.get()).containsEntry("x-amzn-errortype", type);
    assertThat(caller.ending()).isEqualTo("END_STREAM");
    assertThat(container.callersWaiting()).isZero();
  }

  @Test
  void aCallWithoutSignatureIsA403() throws Exception {
    caller.open(null);
    assertThat(caller.head.get(10, TimeUnit.SECONDS))
        .containsEntry(":status", "403")
        .containsEntry("x-amzn-errortype", "MissingAuthenticationTokenException");
  }

  static Stream<Arguments> invalid() {
    String prefix = "x-amzn-sagemaker-";
    return Stream.of(
        Arguments.of(
            "path", "400", edit(c -> c.headers.put(prefix + "model-invocation-path", "/v1"))),
        Arguments.of("query", "400", edit(c -> c.headers.put(prefix + "model-query-string", "x"))),
        Arguments.of("variant", "400", edit(c -> c.headers.put(prefix + "target-variant", "-x"))),
        Arguments.of("type", "400", edit(c -> c.headers.put("content-type", "application/json"))),
        Arguments.of("name", "400", edit(c -> c.path = RawCaller.PATH.replace("voxtral", "a_b"))),
        Arguments.of("nobody", "400", edit(c -> c.path = RawCaller.PATH.replace("voxtral", "x"))),
        Arguments.of("operation", "404", edit(c -> c.path = "/endpoints/voxtral/invocations")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void whatTheServiceModelForbidsIsRefused(
      String name, String status, UnaryOperator<RawCaller> change) throws Exception {
    change.apply(caller).open();
    assertThat(caller.status()).isEqualTo(status);
    assertThat(caller.ending()).isEqualTo("END_STREAM");
    assertThat(caller.body.toString()).contains("\"Message\":");
  }

  @Test
  void aContainerThatClosesIsAModelStreamErrorWithCodeAndReason() throws Exception {
    caller.open();
    container.caller().socket().close((short) 1013, "full");
    EventMessage error = caller.event();
    assertThat(error.headers())
        .containsEntry(":message-type", "exception")
        .containsEntry(":exception-type", "ModelStreamError");
    assertThat(error.payloadText()).contains("1013").contains("full");
    assertThat(caller.ending()).isEqualTo("END_STREAM");
  }

  @Test
  void aNormalCloseCanEndTheStreamInGoodOrder() throws Exception {
    var defaults = FrontOptions.Session.DEFAULT;
    restart(
        options ->
            options.with(
                new FrontOptions.Session(
                    defaults.variant(),
                    defaults.limit(),
                    defaults.ending(),
                    defaults.containerPingPeriod(),
                    true)));
    caller.open();
    container.caller().socket().close((short) 1000, "");
    assertThat(caller.ending()).isEqualTo("END_STREAM");
    assertThat(caller.events).isEmpty();
  }

  @Test
  void theLimitEndsASessionAsChosen() throws Exception {
    var defaults = FrontOptions.Session.DEFAULT;
    restart(
        options ->
            options.with(
                new FrontOptions.Session(
                    defaults.variant(),
                    Duration.ofMillis(50),
                    new Fault.Reset(2),
                    defaults.containerPingPeriod(),
                    false)));
    caller.open();
    assertThat(caller.status()).isEqualTo("200");
    assertThat(caller.ending()).isEqualTo("RST_STREAM 2");
    container.caller().awaitGone();
  }

  @Test
  void aContainerThatAnswersNoPingsIsGivenUp() throws Exception {
    var defaults = FrontOptions.Session.DEFAULT;
    restart(
        options ->
            options.with(
                new FrontOptions.Session(
                    defaults.variant(),
                    defaults.limit(),
                    defaults.ending(),
                    Duration.ofMillis(50),
                    false)));
    // It reads nothing, so it answers nothing.
    container.deaf();
    caller.open();
    EventMessage error = caller.event();
    assertThat(error.headers()).containsEntry(":exception-type", "ModelStreamError");
    assertThat(error.payloadText()).contains("1006").contains("pong");
  }

  @Test
  void aCallerThatDoesNotReadStopsItsContainer() throws Exception {
    caller.open();
    assertThat(caller.status()).isEqualTo("200");
    caller.reading(false);
    var socket = container.caller().socket();
    var drained = new CountDownLatch(1);
    // More than the sockets between them hold.
    int frames = 6_000;
    for (int i = 0; i < frames; i++) {
      var unused = socket.writeFinalTextFrame(i + "x".repeat(4_000));
    }
    socket.drainHandler(none -> drained.countDown());
    assertThat(drained.await(1, TimeUnit.SECONDS)).isFalse();

    caller.reading(true);
    for (int i = 0; i < frames; i++) {
      assertThat(caller.event().payloadText()).startsWith(i + "x");
    }
    assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void http1IsRefusedWith464() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      socket.getOutputStream().write(utf8("POST / HTTP/1.1\r\nhost: x\r\n\r\n"));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 464");
    }
  }

  @Test
  void http1IsRefusedWith464OverTlsToo() throws Exception {
    try (var tls = SageMakerFront.start(FrontOptions.of(Map.of()));
        var client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(tls.certificatePem()))
                .build()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(tls.uri()).build(), HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(464);
    }
  }

  private static SSLContext trusting(Path pem) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("front", certificate);
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Test
  void aCallerThatVanishesFreesItsContainer() throws Exception {
    caller.open();
    var socket = container.caller();
    caller.close();
    socket.awaitGone();
  }

  @Test
  void aCertificateThatIsKeptIsFoundAgain(@TempDir Path dir) throws Exception {
    var d = FrontOptions.Listen.DEFAULT;
    var listen =
        new FrontOptions.Listen(
            d.host(), 0, true, List.of("front.local"), Optional.of(dir), 10, 70_000);
    byte[] first;
    try (var one = SageMakerFront.start(FrontOptions.of(Map.of()).with(listen))) {
      first = Files.readAllBytes(one.certificatePem());
    }
    try (var two = SageMakerFront.start(FrontOptions.of(Map.of()).with(listen))) {
      assertThat(two.certificatePem()).hasBinaryContent(first);
    }
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
