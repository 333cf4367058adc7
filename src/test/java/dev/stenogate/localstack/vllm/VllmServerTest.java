package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.localstack.recogniser.ConstantRecogniser;
import dev.stenogate.localstack.recogniser.Recogniser;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VllmServerTest {
  private static final String REFUSED = "{\"type\":\"error\",\"error\":\"%s\",\"code\":\"%s\"}";

  private final Vertx vertx = Vertx.vertx();
  private VllmServer server =
      VllmServer.start(vertx, VllmOptions.of(ConstantRecogniser.ofTheRecordedExchanges()));

  @AfterEach
  void stop() {
    server.close();
    TestClient.await(vertx.close());
  }

  private void restart(VllmOptions options) {
    server.close();
    server = VllmServer.start(vertx, options);
  }

  private TestClient ready() {
    return TestClient.ready(vertx, server.port());
  }

  /** A client whose generation runs and has given its first delta. */
  private TestClient talking() {
    TestClient client = ready();
    client.commit();
    client.appendSilence(9_000);
    client.takeDeltas(1);
    return client;
  }

  @Test
  void closesWith1012OnShutdownAndThenNobodyListens() {
    TestClient client = ready();
    restart(VllmOptions.of(new ScriptedRecogniser()));
    assertThat(client.take()).startsWith("closed 1012");
  }

  @Test
  void latestChecksTheModelAndTheOrder() {
    restart(
        VllmOptions.of(ConstantRecogniser.ofTheRecordedExchanges())
            .withCompatibility(Compatibility.LATEST));
    TestClient client = TestClient.connect(vertx, server.port());
    client.take();
    client.send("{\"type\":\"session.update\"}");
    assertThat(client.take())
        .isEqualTo(REFUSED.formatted("Missing required field: model", "invalid_event"));
    client.send("{\"type\":\"session.update\",\"model\":\"nope\"}");
    assertThat(client.take())
        .isEqualTo(REFUSED.formatted("The model `nope` does not exist.", "model_not_found"));
    client.commit();
    assertThat(client.take()).contains("model_not_validated");
    assertThat(server.counters().generationsStarted()).isZero();
  }

  @Test
  void startsTheGenerationOf017InSpiteOfItsComplaint() {
    TestClient client = TestClient.connect(vertx, server.port());
    client.take();
    client.commit();
    assertThat(client.take()).contains("model_not_validated");
    client.update();
    client.appendSilence(40);
    client.commitFinal();
    assertThat(client.takeText()).isEqualTo(" First words");
  }

  @Test
  void aQueuedFinalEndsTheNextGenerationAtOnce() {
    TestClient client = ready();
    client.commitFinal();
    client.appendSilence(16_000);
    client.commit();
    assertThat(client.takeUntilDone()).hasSize(2);
  }

  @Test
  void muteHoldsEveryDeltaBackUntilItIsOver() {
    TestClient client = talking();
    server.faults().mute(true);
    assertThat(client.isSilent()).isTrue();
    client.appendSilence(1_280);
    assertThat(client.isSilent()).isTrue();
    server.faults().clear();
    assertThat(client.takeDeltas(1)).containsExactly("");
  }

  @Test
  void aBlankGenerationSaysNothingAndTheNextIsHealthy() {
    TestClient client = talking();
    server.faults().blankOpenGenerations();
    assertThat(client.isSilent()).isTrue();
    client.appendSilence(16_000);
    client.commitFinal();
    assertThat(client.takeText()).isEmpty();
    client.commit();
    client.appendSilence(40);
    client.commitFinal();
    assertThat(client.takeText()).isEqualTo(" First words");
  }

  @Test
  void withheldDoneComesWhenTheFaultIsOver() {
    server.faults().withholdDone(true);
    TestClient client = talking();
    client.commitFinal();
    client.takeDeltas(17);
    assertThat(client.isSilent()).isTrue();
    server.faults().withholdDone(false);
    assertThat(client.take()).contains("transcription.done");
  }

  @Test
  void aFailedGenerationLeavesTheConnectionUsable() {
    TestClient client = talking();
    server.faults().failGenerations("");
    assertThat(client.take()).isEqualTo(REFUSED.formatted("", "processing_error"));
    client.commit();
    client.appendSilence(40);
    client.commitFinal();
    assertThat(client.takeText()).isEqualTo(" First words");
  }

  @Test
  void dropsConnectionsWithAndWithoutACloseFrame() {
    TestClient client = ready();
    server.faults().closeConnections(1001, "going away");
    assertThat(client.take()).isEqualTo("closed 1001 going away");
    TestClient other = talking();
    server.faults().dropConnections();
    assertThat(other.take()).isEqualTo("closed 1006");
  }

  @Test
  void refusesUpgradesWith503AndLeavesOpenConnectionsAlone() {
    TestClient client = talking();
    server.faults().refuse(VllmFaults.Refusal.HTTP_503);
    assertThat(client.isSilent()).isTrue();
    assertThatThrownBy(() -> TestClient.connect(vertx, server.port())).hasMessageContaining("503");
  }

  @Test
  void refusesTcpAndListensAgainOnTheSamePort() {
    TestClient client = talking();
    int port = server.port();
    server.faults().refuse(VllmFaults.Refusal.TCP);
    assertThat(client.take()).isEqualTo("closed 1006");
    awaitRefused(port);
    server.faults().refuse(VllmFaults.Refusal.NONE);
    awaitListening(port);
    assertThat(server.port()).isEqualTo(port);
  }

  @Test
  void sessionCreatedCanBeLateOrMissing() {
    server.faults().delaySessionCreated(Duration.ofMillis(20));
    assertThat(TestClient.connect(vertx, server.port()).take()).contains("session.created");
    server.faults().withholdSessionCreated(true);
    assertThat(TestClient.connect(vertx, server.port()).isSilent()).isTrue();
  }

  @Test
  void aDeadEngineTellsEverySessionClosesWith1012AndRefusesConnections() throws Exception {
    TestClient idle = ready();
    TestClient talker = talking();
    server.faults().killEngine();
    for (TestClient client : List.of(idle, talker)) {
      assertThat(client.take()).contains("EngineCore encountered an issue");
    }
    assertThat(get("/health").statusCode()).isEqualTo(503);
    for (TestClient client : List.of(idle, talker)) {
      assertThat(client.take()).startsWith("closed 1012");
    }
    awaitRefused(server.port());
  }

  @Test
  void makesNoDeltasForAClientThatDoesNotReadUntilItReadsOn() {
    int frames = 2_000;
    Recogniser verbose =
        new ConstantRecogniser(Collections.nCopies(frames / 2, " " + "x".repeat(64 << 10)), 2, 2);
    Recogniser usual = ConstantRecogniser.ofTheRecordedExchanges();
    AtomicBoolean isFirst = new AtomicBoolean(true);
    restart(
        VllmOptions.of(progress -> (isFirst.getAndSet(false) ? verbose : usual).open(progress)));
    TestClient deaf = talking();
    deaf.stopReading();
    deaf.appendSilence(frames * 1_280);
    // Every delta of the other is a step in which the deaf one could have had one too.
    TestClient other = ready();
    other.commit();
    other.appendSilence(frames * 1_280);
    other.commitFinal();
    other.takeUntilDone();
    long ofTheOther = frames + 10L;
    assertThat(server.counters().deltas() - ofTheOther).isLessThan(frames / 2);
    deaf.readOn();
    assertThat(deaf.takeDeltas(frames)).hasSize(frames);
  }

  @Test
  void countsConnectionsGenerationsAndDeltas() {
    try (TestClient client = ready()) {
      client.commit();
      client.appendSilence(16_000);
      client.commitFinal();
      client.takeUntilDone();
      assertThat(server.counters().connectionsOpen()).isEqualTo(1);
      assertThat(server.counters().connectionsMost()).isEqualTo(1);
      assertThat(server.counters().generationsDone()).isEqualTo(1);
      assertThat(server.counters().deltas()).isEqualTo(23);
    }
  }

  @Test
  void saysTheWordsOfTheAudioOnceWhereverItIsCut() {
    restart(VllmOptions.of(new ScriptedRecogniser()));
    byte[] pcm = new ScriptedSpeech().silenceMillis(300).words(1, 20, 250).pcm();
    TestClient client = ready();
    StringBuilder text = new StringBuilder();
    int cutBytes = 2 * 16_000 * 3 / 2 + 26;
    for (int from = 0; from < pcm.length; from += cutBytes) {
      client.commit();
      client.append(Arrays.copyOfRange(pcm, from, Math.min(pcm.length, from + cutBytes)));
      client.commitFinal();
      text.append(client.takeText());
    }
    assertThat(text.toString().strip().split(" ")).hasSize(20).startsWith("w1").endsWith("w20");
  }

  @Test
  void showsItsHealthItsModelAndItsMetrics() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/v1/models").body()).contains("\"id\":\"" + VllmOptions.MODEL + "\"");
    TestClient client = talking();
    assertThat(get("/metrics").body())
        .contains("vllm:websocket_connections_active{engine=\"0\",model_name=")
        .contains("} 1.0\n");
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    client.close();
  }

  @Test
  void takesFaultsOverHttpAndRefusesUnknownOnes() throws Exception {
    assertThat(post("/faults?mute=true&slow=2.5", "").body())
        .contains("\"mute\":true", "\"slow\":2.5");
    assertThat(post("/faults", "{\"clear\":true,\"blank\":true}").body())
        .contains("\"mute\":false", "\"blank\":true");
    HttpResponse<String> unknown = post("/faults?noise=1", "");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("noise");
  }

  private void awaitRefused(int port) {
    while (connects(port)) {
      Thread.onSpinWait();
    }
  }

  private void awaitListening(int port) {
    while (!connects(port)) {
      Thread.onSpinWait();
    }
  }

  private boolean connects(int port) {
    try {
      TestClient.connect(vertx, port).close();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpMethod.GET, path, HttpRequest.BodyPublishers.noBody());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(HttpMethod.POST, path, HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpMethod method, String path, HttpRequest.BodyPublisher body)
      throws Exception {
    URI uri = URI.create("http://localhost:" + server.port() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri).method(method.name(), body).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
