package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ConstantRecogniser;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Says to our server what was said to vLLM 0.17, and expects the same answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedExchangesTest {
  private static final Pattern LENGTH = Pattern.compile("N=(\\d+)");
  private static final String EMPTY = "{\"type\":\"transcription.delta\",\"delta\":\"\"}";

  /** Samples of the appends that the recording shortens to "...", where the title has no N. */
  private static final Map<String, Integer> SAMPLES =
      Map.of(
          "happy 1 s", 16_000,
          "commit final string true", 40,
          "append before commit", 16_000,
          "second commit while running ignored", 5_320,
          "big append 15 MiB frame", 5_800_000,
          "17 MiB frame", 6_700_000,
          "16 s", 255_000);

  /** Those whose lines are not plain sends and receives; each has its own test. */
  private static final List<String> TOLD =
      List.of(
          "two utterances on one connection",
          "eager second utterance before done",
          "non ascii bytes");

  private Vertx vertx;
  private VllmServer server;

  @BeforeAll
  void start() {
    vertx = Vertx.vertx();
    server = VllmServer.start(vertx, VllmOptions.of(ConstantRecogniser.ofTheRecordedExchanges()));
  }

  @AfterAll
  void stop() {
    server.close();
    vertx.close();
  }

  static Stream<Exchange> exchanges() {
    return Exchange.recorded().stream().filter(exchange -> !TOLD.contains(exchange.title()));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void answersWhatVllmAnswered(Exchange exchange) {
    try (TestClient client = TestClient.connect(vertx, server.port())) {
      List<String> received = new ArrayList<>(List.of(client.take()));
      for (String message : exchange.sent()) {
        if (message.startsWith("b'")) {
          client.sendBinary(message.substring(2, message.length() - 1));
        } else if (message.endsWith("...")) {
          client.appendSilence(samples(exchange));
        } else {
          client.send(message);
        }
      }
      boolean isClosed = exchange.lines().stream().anyMatch(line -> line.startsWith("closed:"));
      int deltas =
          exchange.lines().stream().anyMatch(line -> line.startsWith("deltas="))
              ? exchange.count("deltas")
              : 0;
      boolean isFinal = exchange.sent().getLast().contains("final") && deltas > 0;
      if (isClosed) {
        received.add(client.take());
      } else if (isFinal) {
        received.addAll(client.takeUntilDone());
      } else {
        client.takeDeltas(deltas).forEach(text -> received.add(ServerEvents.delta(text)));
        long replies = exchange.received().stream().filter(line -> line.contains("error")).count();
        for (int i = 0; i < replies; i++) {
          received.add(client.take());
        }
        assertThat(client.isSilent()).as("says no more").isTrue();
      }
      check(exchange, received, deltas);
    }
  }

  private static int samples(Exchange exchange) {
    return LENGTH
        .matcher(exchange.title())
        .results()
        .map((MatchResult length) -> Integer.parseInt(length.group(1)))
        .findFirst()
        .orElseGet(() -> SAMPLES.get(exchange.title()));
  }

  private static void check(Exchange exchange, List<String> received, int deltas) {
    assertThat(received.stream().filter(event -> event.contains("transcription.delta")))
        .hasSize(deltas);
    assertThat(received.stream().filter(EMPTY::equals)).hasSize(exchange.count("empty"));
    List<String> masked = received.stream().map(Exchange::masked).toList();
    for (String expected : exchange.received()) {
      assertThat(masked).contains(Exchange.masked(expected));
    }
    if (exchange.received().size() > deltas + 1) {
      assertThat(masked).isEqualTo(exchange.received().stream().map(Exchange::masked).toList());
    }
    for (String line : exchange.lines()) {
      if (line.startsWith("expected")) {
        assertThat(received.getLast()).isEqualTo(jsonOfPython(line.substring(line.indexOf('{'))));
      } else if (line.startsWith("[")) {
        String[] last = line.substring(2, line.length() - 2).split("', '");
        assertThat(received.stream().filter(event -> !event.equals(EMPTY))).endsWith(last);
      } else if (line.startsWith("closed: None")) {
        assertThat(received.getLast()).isEqualTo("closed 1006");
      } else if (line.startsWith("closed: 1009")) {
        assertThat(received.getLast())
            .isEqualTo("closed 1009 frame exceeds limit of 16777216 bytes");
      }
    }
  }

  private static String jsonOfPython(String dict) {
    return dict.replace("': ", "':")
        .replace(", '", ",'")
        .replace('\'', '"')
        .replace("None", "null");
  }

  @Test
  void transcribesTwoUtterancesOnOneConnectionLikeVllm() {
    List<String> told = Exchange.titled("two utterances on one connection").lines();
    try (TestClient client = TestClient.ready(vertx, server.port())) {
      for (int samples : List.of(16_000, 32_000)) {
        client.commit();
        client.appendSilence(samples);
        client.commitFinal();
        List<String> events = client.takeUntilDone();
        assertThat(told).anyMatch(line -> line.endsWith(events.getLast()));
      }
    }
  }

  @Test
  void losesAnUtteranceThatIsSentBeforeTheDoneOfTheOneBeforeLikeVllm() {
    List<String> told = Exchange.titled("eager second utterance before done").lines();
    // Steps of 20 ms: the first utterance takes half a second, and the second one comes before its
    // end.
    VllmOptions options =
        VllmOptions.of(ConstantRecogniser.ofTheRecordedExchanges())
            .withEngine(EngineProfile.steady(Duration.ofMillis(20), Duration.ZERO));
    try (VllmServer slow = VllmServer.start(vertx, options);
        TestClient client = TestClient.ready(vertx, slow.port())) {
      for (int i = 0; i < 2; i++) {
        client.commit();
        client.appendSilence(16_000);
        client.commitFinal();
      }
      List<String> events = client.takeUntilDone();
      assertThat(told.get(1))
          .isEqualTo("1st deltas " + (events.size() - 1) + " " + events.getLast());
      assertThat(client.isSilent()).isTrue();
    }
  }

  @Test
  void knowsEveryRecordedExchange() {
    assertThat(Exchange.recorded()).hasSize(45);
  }
}
