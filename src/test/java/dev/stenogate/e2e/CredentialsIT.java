package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One gateway with a pool for each way in which an endpoint cannot be had: what its caller is told,
 * and what the operator reads.
 */
class CredentialsIT {
  private static final String SECRET = "a-secret-that-is-wrong";

  private static LocalStack stack;
  private static GatewayProcess gateway;
  private static Caller caller;

  @BeforeAll
  static void startAll() {
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.endpoints.gpu-1.sessions-max", "1");
    endpoint(config, "wrong-secret", Map.of("credentials.secret-access-key", SECRET));
    endpoint(config, "wrong-name", Map.of("endpoint-name", "gpu-1000"));
    endpoint(
        config,
        "unreachable",
        Map.of("endpoint-override", "https://127.0.0.1:" + GatewayProcess.freePort()));
    gateway = GatewayProcess.start(List.of(), config);
    caller = Caller.of(gateway);
  }

  /** Another endpoint, in a pool of its own, that is like the first but for some keys. */
  private static void endpoint(
      Map<String, String> config, String name, Map<String, String> changes) {
    String key = "stenogate.endpoints." + name;
    stack
        .gatewayConfig()
        .forEach((k, v) -> config.put(k.replace("stenogate.endpoints.gpu-1.", key + "."), v));
    config.put(key + ".pool", name);
    config.put(key + ".sagemaker.endpoint-name", "gpu-1");
    changes.forEach((k, v) -> config.put(key + ".sagemaker." + k, v));
  }

  @AfterAll
  static void stopAll() {
    caller.close();
    gateway.close();
    stack.close();
  }

  @Test
  void keysThatAreRefusedAreTheGatewaysFaultAndSoToldToBoth() {
    Answer answer = refused("wrong-secret");

    assertThat(answer.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(answer.reason()).isEqualTo("UPSTREAM_MISCONFIGURED");
    assertThat(answer.domain()).isEqualTo("stenogate.dev");
    assertThat(answer.message()).contains("403");
    assertThat(answer.retry()).isEmpty();
    Eventually.holds("the log says so", () -> !linesWith("session ended", "403").isEmpty());
    assertThat(linesWith("endpoint=wrong-secret reason=denied", "403")).hasSize(1);
    assertThat(gateway.log()).doesNotContain(SECRET).doesNotContain("\tat ");
  }

  @Test
  void anEndpointThatDoesNotExistIsTheGatewaysFault() {
    Answer answer = refused("wrong-name");

    assertThat(answer.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(answer.reason()).isEqualTo("UPSTREAM_MISCONFIGURED");
    assertThat(answer.message()).contains("4xx").doesNotContain("gpu-1000");
    assertThat(answer.retry()).isEmpty();
  }

  @Test
  void anEndpointThatCannotBeReachedIsWorthAnotherTry() {
    Answer answer = refused("unreachable");

    assertThat(answer.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(answer.reason()).isEqualTo("UPSTREAM_LOST");
    assertThat(answer.domain()).isEqualTo("stenogate.dev");
    assertThat(answer.message()).contains("unreachable").doesNotContain("127.0.0.1");
    assertThat(answer.retry().orElseThrow().getRetryDelay().getSeconds()).isPositive();
    assertThat(gateway.log()).doesNotContain("\tat ");
  }

  @Test
  void aFullPoolSaysWhenToComeBackAndHasRoomAgainAfterwards() {
    HandCall first = caller.transcribe().start(Requests.start().build()).awaitStarted();

    Answer answer = refused("default");
    assertThat(answer.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(answer.reason()).isEqualTo("POOL_FULL");
    assertThat(answer.domain()).isEqualTo("stenogate.dev");
    assertThat(answer.message()).contains("no slot of pool default is free");
    assertThat(answer.retry().orElseThrow().getRetryDelay().getSeconds()).isPositive();

    assertThat(first.halfClose().answer().code()).isEqualTo(Status.Code.OK);
    HandCall second = caller.transcribe().start(Requests.start().build()).awaitStarted();
    assertThat(second.halfClose().answer().code()).isEqualTo(Status.Code.OK);
  }

  private static Answer refused(String pool) {
    return caller.transcribe().start(Requests.start().setPool(pool).build()).answer();
  }

  private static List<String> linesWith(String what, String detail) {
    return gateway
        .log()
        .lines()
        .filter(line -> line.contains(what) && line.contains(detail))
        .toList();
  }
}
