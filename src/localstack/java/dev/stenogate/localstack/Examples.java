package dev.stenogate.localstack;

import dev.stenogate.localstack.recogniser.MoonshineRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code make examples}: the clients of examples/, against a gateway on the local stack. */
public final class Examples {
  private Examples() {}

  public static void main(String[] arguments) throws Exception {
    int status;
    Path wav = Files.createTempFile("speech", ".wav");
    Files.write(wav, SpeechSample.SENSE_AND_SENSIBILITY_2.wav());
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(1, MoonshineRecogniser.shared(), EngineProfile.named("l4")));
        GatewayProcess gateway = GatewayProcess.start(List.of(), stack.gatewayConfig())) {
      status =
          new ProcessBuilder("examples/run.sh", "localhost:" + gateway.port(), wav.toString())
              .inheritIO()
              .start()
              .waitFor();
    } finally {
      Files.delete(wav);
    }
    System.exit(status);
  }
}
