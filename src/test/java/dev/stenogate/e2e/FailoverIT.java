package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.client.Connection;
import dev.stenogate.client.Pace;
import dev.stenogate.client.PcmSource;
import dev.stenogate.client.ServerAddress;
import dev.stenogate.client.Ticker;
import dev.stenogate.client.Transcription;
import dev.stenogate.client.TranscriptionClient;
import dev.stenogate.client.TranscriptionOptions;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.sagemaker.Fault;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Everything that can break behind the gateway, each in the middle of a live call, over TLS: the
 * transcript is what was said. Each fault has a pool of two endpoints of its own, so that all of
 * them run side by side in real time.
 */
class FailoverIT {
  private static final int WORDS = 24;

  private static final Map<String, BiConsumer<LocalStack, String>> FAULTS = new LinkedHashMap<>();

  static {
    FAULTS.put(
        "model drops connection", (stack, name) -> stack.model(name).faults().dropConnections());
    FAULTS.put(
        "model closes 1012",
        (stack, name) -> stack.model(name).faults().closeConnections(1012, "restart"));
    FAULTS.put("engine dies", (stack, name) -> stack.model(name).faults().killEngine());
    FAULTS.put(
        "generation fails",
        (stack, name) -> stack.model(name).faults().failGenerations("CUDA error"));
    FAULTS.put("model mute", (stack, name) -> stack.model(name).faults().mute(true));
    FAULTS.put(
        "stall of 0.17",
        (stack, name) -> stack.model(name).faults().stallAfter(Duration.ofMillis(50)));
    FAULTS.put(
        "blank-token rut", (stack, name) -> stack.model(name).faults().blankOpenGenerations());
    FAULTS.put("lasting rut", (stack, name) -> stack.model(name).faults().blank(true));
    FAULTS.put("no done", (stack, name) -> stack.model(name).faults().withholdDone(true));
    strike("reset", new Fault.Reset(2));
    strike("end of stream", new Fault.EndStream());
    strike("end in mid-message", new Fault.EndInMidMessage());
    strike("model stream error", new Fault.ModelStreamError("MODEL_CLOSED", "closed"));
    strike("internal stream failure", new Fault.InternalStreamFailure("oops"));
    strike("goaway and close", new Fault.GoAwayAndClose());
    strike("goaway low id", new Fault.GoAwayLowId());
    strike("tcp killed", new Fault.KillTcp());
    strike("bad checksum", new Fault.BadChecksum());
    FAULTS.put("front silent", (stack, name) -> stack.front().faults(name).silent(true));
  }

  private static void strike(String name, Fault fault) {
    FAULTS.put(name, (stack, endpoint) -> stack.front().faults(endpoint).strike(fault));
  }

  @Test
  void theTranscriptIsWholeWhateverBreaks() throws Exception {
    LocalStack.Options options =
        LocalStack.Options.of(
            2 * FAULTS.size(), new ScriptedRecogniser(), EngineProfile.named("h100"));
    try (LocalStack stack = LocalStack.start(options);
        GatewayProcess gateway =
            GatewayProcess.start(List.of(), poolForEachFault(stack.gatewayConfig()));
        TranscriptionClient client =
            new TranscriptionClient(
                Connection.plaintext(new ServerAddress("127.0.0.1", gateway.port())))) {
      List<LiveCall> calls = new ArrayList<>();
      FAULTS.forEach(
          (name, fault) -> calls.add(new LiveCall(stack, client, name, fault, "f" + calls.size())));

      for (LiveCall call : calls) {
        call.transcription.completion().get(60, TimeUnit.SECONDS);
        System.out.println(call);
      }

      assertThat(calls).allSatisfy(LiveCall::check);
      assertThat(gateway.management("/metrics")).contains("stenogate_sessions_active 0.0");
      assertThat(gateway.log()).doesNotContain("\tat ");
    }
  }

  private static Map<String, String> poolForEachFault(Map<String, String> config) {
    for (int i = 0; i < 2 * FAULTS.size(); i++) {
      config.put("stenogate.endpoints.gpu-%d.pool".formatted(i + 1), "f" + i / 2);
    }
    config.put("stenogate.default-pool", "f0");
    return config;
  }

  /** One call that breaks its endpoint at the first words it hears. */
  private static final class LiveCall {
    private final LocalStack stack;
    private final String name;
    private final BiConsumer<LocalStack, String> fault;
    private final StringBuilder transcript = new StringBuilder();
    private final Transcription transcription;
    private String endpoint;
    private boolean struck;
    private long struckNanos;
    private long changedNanos;
    private int notices;

    LiveCall(
        LocalStack stack,
        TranscriptionClient client,
        String name,
        BiConsumer<LocalStack, String> fault,
        String pool) {
      this.stack = stack;
      this.name = name;
      this.fault = fault;
      byte[] pcm =
          new ScriptedSpeech()
              .silenceMillis(300)
              .words(0, WORDS / 2, 60)
              .silenceMillis(900)
              .words(WORDS / 2, WORDS / 2, 60)
              .pcm();
      transcription =
          client.transcribe(
              new TranscriptionOptions(
                  Start.newBuilder().setPool(pool).build(),
                  Pace.realTime(Ticker.system()),
                  Optional.empty()),
              PcmSource.raw(new ByteArrayInputStream(pcm)),
              this::onResponse);
    }

    private void onResponse(TranscribeResponse response) {
      switch (response.getResponseCase()) {
        case STARTED -> endpoint = response.getStarted().getEndpoint();
        case SEGMENT -> onSegment(response.getSegment());
        case NOTICE -> {
          assertThat(response.getNotice().getCode())
              .isIn(
                  NoticeCode.NOTICE_CODE_ENDPOINT_CHANGED, NoticeCode.NOTICE_CODE_STALL_RECOVERED);
          notices++;
          changedNanos = changedNanos == 0 ? System.nanoTime() : changedNanos;
        }
        default -> {}
      }
    }

    private void onSegment(Segment segment) {
      if (segment.getIsFinal()) {
        transcript.append(segment.getText());
      } else if (!struck) {
        struck = true;
        struckNanos = System.nanoTime();
        fault.accept(stack, endpoint);
      }
    }

    void check() {
      assertThat(transcript.toString())
          .as(name)
          .isEqualTo(
              IntStream.range(0, WORDS).mapToObj(n -> " w" + n).collect(Collectors.joining()));
      assertThat(notices).as(name).isBetween(1, 2);
    }

    @Override
    public String toString() {
      return "%-24s another endpoint after %4d ms"
          .formatted(name, (changedNanos - struckNanos) / 1_000_000);
    }
  }
}
