package dev.stenogate.localstack.burst;

import dev.stenogate.authentication.KeyText;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A quiet tenant calls as it always does, alone and then beside one that asks for fifty times what
 * it may: rounds of both, in turns, for the machine is not quiet. Prints what the quiet one saw.
 */
public final class BurstMain {
  private static final double QUIET_PER_SECOND = 5;
  private static final double LOUD_LIMIT = 1;
  private static final double LOUD_PER_SECOND = 50 * LOUD_LIMIT;
  private static final int ENDPOINTS = 2;
  private static final int SESSIONS_MAX = 60;
  private static final int SPEECH_WORDS = 4;
  private static final int GAP_MILLIS = 150;
  private static final long LAST_MILLIS = 10_000;

  private final GatewayProcess gateway;
  private final KeyText quiet;
  private final KeyText loud;
  private final long seconds;
  private final byte[] speech =
      new ScriptedSpeech().words(0, SPEECH_WORDS, GAP_MILLIS).silenceMillis(700).pcm();

  private BurstMain(GatewayProcess gateway, KeyText quiet, KeyText loud, long seconds) {
    this.gateway = gateway;
    this.quiet = quiet;
    this.loud = loud;
    this.seconds = seconds;
  }

  /**
   * Runs it.
   *
   * @param arguments rounds, and seconds of each half of a round; 3 and 60
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 60;
    SecureRandom random = new SecureRandom();
    KeyText quiet = KeyText.make(random);
    KeyText loud = KeyText.make(random);
    Path tenants = Files.createTempFile("tenants", ".yaml");
    Files.writeString(tenants, tenants(quiet, loud));
    try (LocalStack stack =
        LocalStack.start(
            LocalStack.Options.of(
                ENDPOINTS, new ScriptedRecogniser(), EngineProfile.named("h100")))) {
      Map<String, String> config = new LinkedHashMap<>(stack.gatewayConfig());
      config.put("stenogate.auth.anonymous", "false");
      config.put("stenogate.tenants.files", tenants.toString());
      for (int i = 1; i <= ENDPOINTS; i++) {
        config.put("stenogate.endpoints.gpu-" + i + ".sessions-max", "" + SESSIONS_MAX);
      }
      try (GatewayProcess gateway = GatewayProcess.start(List.of(), config)) {
        new BurstMain(gateway, quiet, loud, seconds).rounds(rounds);
      }
    } finally {
      Files.delete(tenants);
    }
    System.exit(0);
  }

  private static String tenants(KeyText quiet, KeyText loud) {
    return String.format(
        Locale.ROOT,
        """
        tenants:
          quiet: {limits: {sessions-max: 60, starts-per-second: 20}}
          loud: {limits: {sessions-max: 60, starts-per-second: %s, starts-burst: 1}}
        keys:
          - {id: %s, tenant: quiet, sha256: %s}
          - {id: %s, tenant: loud, sha256: %s}
        """,
        LOUD_LIMIT,
        quiet.id(),
        quiet.sha256Hex(),
        loud.id(),
        loud.sha256Hex());
  }

  private void rounds(int rounds) throws InterruptedException, IOException {
    run(5, true); // Warms the gateway up.
    List<Measured> alone = new ArrayList<>();
    List<Measured> beside = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      alone.add(run(seconds, false));
      beside.add(run(seconds, true));
    }
    System.out.printf(
        "%n%-32s %10s %10s %8s%n", "median of " + rounds + " rounds", "alone", "beside", "ratio");
    row("time to Started p50 (ms)", alone, beside, m -> m.startMillis(0.5));
    row("time to Started p99 (ms)", alone, beside, m -> m.startMillis(0.99));
    row("text behind speech p50 (ms)", alone, beside, m -> m.lateMillis(0.5));
    row("text behind speech p99 (ms)", alone, beside, m -> m.lateMillis(0.99));
  }

  private Measured run(long lasting, boolean burst) throws InterruptedException {
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    Measured measured = new Measured();
    Measured noise = new Measured();
    ManagedChannel quietly = channel();
    ManagedChannel loudly = channel();
    int calls = every(QUIET_PER_SECOND, lasting, clock, quietly, quiet, measured);
    int noisy = burst ? every(LOUD_PER_SECOND, lasting, clock, loudly, loud, noise) : 0;
    TimeUnit.SECONDS.sleep(lasting);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_MILLIS);
    while (measured.answered() < calls && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    clock.shutdownNow();
    quietly.shutdownNow();
    loudly.shutdownNow();
    System.out.printf(
        Locale.ROOT,
        "%-6s quiet: %d of %d completed, refused %s; Started p50 %.1f p99 %.1f ms; text p50 %.0f p99 %.0f ms%s%n",
        burst ? "beside" : "alone",
        measured.completions(),
        calls,
        measured.refusals(),
        measured.startMillis(0.5),
        measured.startMillis(0.99),
        measured.lateMillis(0.5),
        measured.lateMillis(0.99),
        burst
            ? "; loud: %d of %d, refused %s".formatted(noise.completions(), noisy, noise.refusals())
            : "");
    return measured;
  }

  private int every(
      double perSecond,
      long lasting,
      ScheduledExecutorService clock,
      ManagedChannel channel,
      KeyText key,
      Measured measured) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + key.whole());
    TranscriptionGrpc.TranscriptionStub stub =
        TranscriptionGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    int calls = (int) (perSecond * lasting);
    for (int i = 0; i < calls; i++) {
      long at = (long) (i * 1e9 / perSecond);
      ScheduledFuture<?> _ =
          clock.schedule(
              () -> TimedCall.open(stub, speech, clock, measured), at, TimeUnit.NANOSECONDS);
    }
    return calls;
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", gateway.port())
        .negotiationType(NegotiationType.PLAINTEXT)
        .build();
  }

  private static void row(
      String name, List<Measured> alone, List<Measured> beside, ToDoubleFunction<Measured> value) {
    double one = median(alone, value);
    double two = median(beside, value);
    System.out.printf(Locale.ROOT, "%-32s %10.1f %10.1f %8.2f%n", name, one, two, two / one);
  }

  private static double median(List<Measured> runs, ToDoubleFunction<Measured> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
