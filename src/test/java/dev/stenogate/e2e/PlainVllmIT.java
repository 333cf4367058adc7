package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.Compatibility;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.localstack.vllm.VllmOptions;
import dev.stenogate.localstack.vllm.VllmServer;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged gateway before a plain vLLM Realtime server, without SageMaker between them. */
class PlainVllmIT {
  @ParameterizedTest
  @EnumSource(Compatibility.class)
  void whatWasSaidComesBack(Compatibility version) throws Exception {
    Vertx vertx = Vertx.vertx();
    VllmOptions options =
        VllmOptions.of(new ScriptedRecogniser())
            .withEngine(EngineProfile.named("h100"))
            .withCompatibility(version);
    byte[] speech =
        new ScriptedSpeech()
            .silenceMillis(200)
            .words(0, 6, 200)
            .silenceMillis(900)
            .words(6, 3, 200)
            .pcm();
    try (VllmServer model = VllmServer.start(vertx, options);
        GatewayProcess gateway =
            GatewayProcess.start(
                List.of(),
                Map.of("stenogate.endpoints.plain.vllm.url", "ws://127.0.0.1:" + model.port()))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
      try {
        Flood caller = Flood.start(channel, speech);
        caller.read();

        assertThat(caller.transcript().get(60, TimeUnit.SECONDS))
            .isEqualTo(" w0 w1 w2 w3 w4 w5 w6 w7 w8");
        assertThat(model.counters().generationsDone()).isEqualTo(2);
      } finally {
        channel.shutdownNow();
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
