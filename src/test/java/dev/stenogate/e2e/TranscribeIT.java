package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.Program;
import dev.stenogate.localstack.SpeechSample;
import dev.stenogate.localstack.WordErrorRate;
import dev.stenogate.localstack.recogniser.MoonshineRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged command against the packaged gateway, over the real protocols with TLS, on real
 * speech.
 */
class TranscribeIT {
  private static final double ERRORS_MAX = 0.06;
  private static LocalStack stack;
  private static GatewayProcess gateway;

  @TempDir static Path folder;

  private record Result(int status, String out, String err) {}

  @BeforeAll
  static void start() throws IOException {
    stack =
        LocalStack.start(
            LocalStack.Options.of(2, MoonshineRecogniser.shared(), EngineProfile.named("h100")));
    gateway = GatewayProcess.start(List.of(), stack.gatewayConfig());
    for (SpeechSample sample : SpeechSample.values()) {
      Files.write(wav(sample), sample.wav());
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
    stack.close();
  }

  @Test
  void realSpeechComesBackAsTextWithAtMostSixPercentWordErrors() throws Exception {
    WordErrorRate errors = new WordErrorRate(0, 0);
    for (SpeechSample sample : SpeechSample.values()) {
      Result result = transcribe(null, "--fast", wav(sample).toString());
      assertThat(result.status()).as(result.err()).isZero();
      errors = errors.plus(WordErrorRate.of(sample.text(), result.out()));
    }

    System.out.println("word errors through the packaged program: " + errors);
    assertThat(errors.rate()).isLessThanOrEqualTo(ERRORS_MAX);
    assertThat(stack.front().sessions("gpu-1").ever() + stack.front().sessions("gpu-2").ever())
        .isPositive();
    assertThat(gateway.log())
        .doesNotContainIgnoringCase("dashwood")
        .doesNotContain("local-stack-secret");
  }

  @Test
  void rawAudioOnStandardInputBecomesSubtitles() throws Exception {
    SpeechSample sample = SpeechSample.SENSE_AND_SENSIBILITY_2;

    Result result = transcribe(sample.pcm(), "--format", "srt", "-");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .startsWith("1\n00:00:0")
        .contains(" --> 00:00:0")
        .containsIgnoringCase("amiable woman");
  }

  @Test
  void anUnreachableServerIsSaidSo() throws Exception {
    Result result =
        run(
            null,
            List.of(
                "transcribe",
                "--server",
                "127.0.0.1:" + GatewayProcess.freePort(),
                wav(SpeechSample.SENSE_AND_SENSIBILITY_2).toString()));

    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("UNAVAILABLE");
  }

  private static Path wav(SpeechSample sample) {
    return folder.resolve(sample.name() + ".wav");
  }

  private static Result transcribe(byte[] input, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("transcribe", "--server", "127.0.0.1:" + gateway.port()));
    all.addAll(Arrays.asList(arguments));
    return run(input, all);
  }

  private static Result run(byte[] input, List<String> arguments) throws Exception {
    Path err = Files.createTempFile(folder, "err", ".txt");
    Path in = Files.createTempFile(folder, "in", ".pcm");
    Files.write(in, input == null ? new byte[0] : input);
    Process process =
        new ProcessBuilder(
                Program.command(
                    List.of("-XX:TieredStopAtLevel=1"), Map.of(), arguments.toArray(String[]::new)))
            .redirectInput(in.toFile())
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), out, Files.readString(err));
  }
}
