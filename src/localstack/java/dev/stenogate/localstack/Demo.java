package dev.stenogate.localstack;

import dev.stenogate.localstack.recogniser.MoonshineRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code make demo}: real speech through the whole of it, in real time. Three SageMaker-like
 * endpoints over TLS, each with a bridge and a vLLM server; the packaged gateway; and the packaged
 * {@code transcribe} command as the caller.
 */
public final class Demo {
  private static final int ENDPOINTS = 3;

  /** Most word errors per word that the demo calls a success. */
  private static final double ERRORS_MAX = 0.06;

  /** How the command marks a partial when its output is not a terminal. */
  private static final String PARTIAL = "~ ";

  private static final int LINE_CHARS_MAX = 100;

  private Demo() {}

  public static void main(String[] arguments) throws Exception {
    say("starting the local stack: %d GPU endpoints behind a SageMaker front".formatted(ENDPOINTS));
    boolean good;
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(
                    ENDPOINTS, MoonshineRecogniser.shared(), EngineProfile.named("l4")));
        GatewayProcess gateway = GatewayProcess.start(List.of(), stack.gatewayConfig())) {
      say(
          "gateway on localhost:%d, endpoints at %s"
              .formatted(gateway.port(), stack.front().uri()));
      good = transcribeAll(gateway);
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean transcribeAll(GatewayProcess gateway)
      throws IOException, InterruptedException {
    WordErrorRate all = new WordErrorRate(0, 0);
    for (SpeechSample sample : SpeechSample.values()) {
      say("%n%s".formatted(sample.text()));
      all = all.plus(WordErrorRate.of(sample.text(), transcribe(gateway, sample)));
    }
    boolean good = all.rate() <= ERRORS_MAX;
    say("%nword errors: %s (at most %.0f %%)".formatted(all, ERRORS_MAX * 100));
    if (!good) {
      say("gateway's log:\n" + gateway.log());
    }
    return good;
  }

  private static String transcribe(GatewayProcess gateway, SpeechSample sample)
      throws IOException, InterruptedException {
    Path wav = Files.createTempFile(sample.name().toLowerCase(Locale.ROOT), ".wav");
    try {
      Files.write(wav, sample.wav());
      List<String> finals = new ArrayList<>();
      Process caller =
          new ProcessBuilder(
                  Program.command(
                      List.of("-XX:TieredStopAtLevel=1"),
                      Map.of(),
                      "transcribe",
                      "--server",
                      "localhost:" + gateway.port(),
                      "--partials",
                      "--verbose",
                      wav.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
        lines.lines().forEach(line -> show(line, finals));
      }
      int status = caller.waitFor();
      if (status != 0) {
        say("transcribe ended with status " + status);
      }
      return finals.stream().collect(Collectors.joining(" "));
    } finally {
      Files.delete(wav);
    }
  }

  /**
   * On a terminal partials repaint one line, as the command does it when it has the terminal for
   * itself.
   */
  private static void show(String line, List<String> finals) {
    boolean partial = line.startsWith(PARTIAL);
    boolean terminal = isTerminal();
    if (!partial) {
      finals.add(line);
    }
    String shown = "  " + line.substring(0, Math.min(line.length(), LINE_CHARS_MAX));
    if (terminal) {
      System.out.print("\r\u001b[2K" + shown + (partial ? "" : "\n"));
    } else {
      System.out.println("  " + line);
    }
  }

  @SuppressWarnings("SystemConsoleNull") // Since JDK 25 it is null again when no terminal is there.
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
