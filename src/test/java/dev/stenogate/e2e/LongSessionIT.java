package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * More than an hour of audio in one session, fed as fast as it goes, through the whole of it over
 * TLS.
 */
class LongSessionIT {
  private static final int WORDS = 4_680;

  @Test
  void sixtyFiveMinutesInOneSessionAreExactlyOnce() throws Exception {
    ScriptedSpeech speech = new ScriptedSpeech();
    for (int word = 0; word < WORDS; word += 12) {
      speech.words(word, 12, 440).silenceMillis(900);
    }
    byte[] pcm = speech.pcm();
    assertThat(pcm.length / 32_000 / 60).isGreaterThanOrEqualTo(65);
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
        GatewayProcess gateway = GatewayProcess.start(List.of("-Xmx128m"), stack.gatewayConfig())) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
      try {
        Flood flood = Flood.start(channel, pcm);
        flood.read();

        String transcript = flood.transcript().get(300, TimeUnit.SECONDS);

        assertThat(transcript)
            .isEqualTo(
                IntStream.range(0, WORDS).mapToObj(n -> " w" + n).collect(Collectors.joining()));
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
