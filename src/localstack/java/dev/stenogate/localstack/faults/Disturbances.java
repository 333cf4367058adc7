package dev.stenogate.localstack.faults;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Every fault that is measured, by who suffers it. */
final class Disturbances {
  /** The front's limit on a stream's life, for the service's 30 minutes. */
  private static final Duration CUT_AFTER = Duration.ofSeconds(20);

  /** A stream's age at which the gateway is to replace it, in time for the cut. */
  static final Duration LINK_AGE_MAX = Duration.ofSeconds(8);

  private static final Disturbance KILL_VLLM =
      Disturbance.of("kill -9 of the vLLM server", scene -> scene.serving().model().kill());

  private static final Disturbance RESET = front("RST_STREAM", "reset");

  private static final Disturbance CUT =
      Disturbance.of("stream cut at 20 s", _ -> {})
          .inLongCall()
          .prepared(cutStreams())
          .at(new Moment.After(CUT_AFTER));

  private static final Disturbance RUT =
      model("blank-token rut, one generation", "blank_open=true");

  private Disturbances() {}

  /** Between the gateway and the model, both included. */
  static List<Disturbance> ofEndpoints() {
    return List.of(
        KILL_VLLM,
        Disturbance.of("kill -9 of the bridge", scene -> scene.serving().bridge().kill()),
        Disturbance.of("kill -9 of the SageMaker front", scene -> scene.serving().front().kill()),
        RESET,
        front("GOAWAY, graceful", "goaway_graceful"),
        front("GOAWAY, stream not processed", "goaway_low_id"),
        front("GOAWAY, then closed", "goaway_and_close"),
        front("TCP connection killed", "kill_tcp"),
        Disturbance.of("half-open TCP", scene -> scene.serving().path().pause()),
        front("ModelStreamError", "model_stream_error"),
        front("InternalStreamFailure", "internal_stream_failure"),
        front("END_STREAM in mid-message", "end_in_mid_message"),
        CUT,
        model("engine dies", "kill=true"),
        model("error event", "fail=CUDA+error"),
        model("mute", "mute=true"),
        model("stall of 0.17 (its 60 s set to 50 ms)", "stall_after_ms=50"),
        model("no done", "withhold_done=true").at(new Moment.EndOfSegment()),
        RUT,
        model("blank-token rut, lasting", "blank=true"),
        model("overload (steps 20 times as long)", "slow=20").inLongCall(),
        refusing("only link lost, front refuses with 503 for 4 s", "unavailable"),
        refusing("only link lost, front refuses with 424 for 4 s", "model_error"),
        refusing("only link lost, front throttles for 4 s", "throttling"),
        Disturbance.of("all endpoints gone for 5 s", each(e -> e.path().cut()))
            .healedAfter(Duration.ofSeconds(5), each(e -> e.path().mend())));
  }

  /** The gateway itself, where the caller knows two replicas. */
  static List<Disturbance> ofReplicas() {
    return List.of(
        Disturbance.of(
            "kill -9 of the gateway", scene -> scene.gateway().process().destroyForcibly()),
        Disturbance.of("SIGTERM to the gateway", scene -> scene.gateway().process().destroy()));
  }

  /** Where links are replaced before their stream is cut. */
  static List<Disturbance> ofAge() {
    return List.of(
        Disturbance.of(
                "streams cut at 20 s, links replaced at %d s".formatted(LINK_AGE_MAX.toSeconds()),
                _ -> {})
            .inLongCall()
            .prepared(cutStreams())
            .at(new Moment.After(CUT_AFTER)));
  }

  /** What is measured with real speech too. */
  static List<Disturbance> ofRealSpeech() {
    return List.of(KILL_VLLM, CUT, RESET, RUT);
  }

  private static Consumer<ProcessStack> cutStreams() {
    String order = "session_limit_ms=" + CUT_AFTER.toMillis();
    return stack -> stack.endpoints().forEach(endpoint -> endpoint.orderFront(order));
  }

  private static Disturbance front(String name, String strike) {
    return Disturbance.of(name, scene -> scene.serving().orderFront("strike=" + strike));
  }

  private static Disturbance model(String name, String order) {
    return Disturbance.of(name, scene -> scene.serving().orderModel(order));
  }

  private static Disturbance refusing(String name, String opening) {
    return Disturbance.of(
            name,
            scene -> {
              each(endpoint -> endpoint.orderFront("opening=" + opening)).accept(scene);
              scene.serving().orderFront("strike=reset");
            })
        .healedAfter(
            Duration.ofSeconds(4), each(endpoint -> endpoint.orderFront("opening=normal")));
  }

  private static Consumer<Scene> each(Consumer<EndpointProcesses> order) {
    return scene -> scene.stack().endpoints().forEach(order);
  }
}
