package dev.stenogate.bridge;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code stenogate bridge}: runs the bridge until SIGTERM. */
public final class BridgeCommand {
  private static final long START_TIMEOUT_SECONDS = 30;

  /** Beyond the drain timeout, for the close handshakes. */
  private static final long STOP_GRACE_SECONDS = 3;

  private BridgeCommand() {}

  /**
   * Runs until a signal ends the process, which then exits with 143 (SIGTERM) or 130 once drained.
   *
   * @return the exit code where it does not come to that: 0 help shown, 1 not started, 2 wrong
   *     arguments
   */
  public static int run(String[] args) {
    CommandLine command = new CommandLine(spec(System.getenv()));
    try {
      ParseResult parsed = command.parseArgs(args);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return 0;
      }
      return run(settings(parsed));
    } catch (ParameterException | IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      return 2;
    }
  }

  private static int run(BridgeSettings settings) {
    PlainLogging.start();
    Vertx vertx = Vertx.vertx(options());
    try {
      Bridge bridge = await(Bridge.start(vertx, settings), START_TIMEOUT_SECONDS);
      long stopSeconds = settings.drainTimeout().toSeconds() + STOP_GRACE_SECONDS;
      Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> stop(bridge, stopSeconds));
      Runtime.getRuntime().addShutdownHook(stop);
      Thread.currentThread().join(); // The process ends by a signal; then the hook drains.
      return 0;
    } catch (ExecutionException | TimeoutException failed) {
      System.err.println("bridge not started: " + failed.getMessage());
      return 1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static void stop(Bridge bridge, long seconds) {
    try {
      await(bridge.drain(), seconds);
    } catch (ExecutionException | TimeoutException | InterruptedException late) {
      System.err.println("bridge stopped before it had drained");
    }
  }

  private static <T> T await(io.vertx.core.Future<T> future, long seconds)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }

  static BridgeSettings settings(ParseResult parsed) {
    return new BridgeSettings(
        (int) value(parsed, "--port"),
        (URI) value(parsed, "--upstream"),
        (URI) value(parsed, "--health"),
        (int) value(parsed, "--sessions-max"),
        BridgeSettings.HANDSHAKE_TIMEOUT,
        BridgeSettings.HEALTH_TIMEOUT,
        BridgeSettings.HEALTH_MAX_AGE,
        Duration.ofSeconds((int) value(parsed, "--drain-seconds")));
  }

  /** The value given, or the default: what matched leaves defaults out. */
  private static Object value(ParseResult parsed, String flag) {
    return parsed.commandSpec().findOption(flag).getValue();
  }

  /** Flags, each with its variable for an image that is configured by its environment alone. */
  static CommandSpec spec(Map<String, String> environment) {
    BridgeSettings defaults = BridgeSettings.defaults();
    CommandSpec spec = CommandSpec.create().name("stenogate bridge");
    spec.usageMessage()
        .description("Forwards SageMaker's bidirectional stream to a vLLM Realtime server.");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this.").build());
    option(spec, environment, "--port", int.class, defaults.port(), "Port to listen on.");
    option(
        spec,
        environment,
        "--upstream",
        URI.class,
        defaults.upstream(),
        "vLLM's realtime address.");
    option(spec, environment, "--health", URI.class, defaults.health(), "What /ping asks.");
    option(
        spec,
        environment,
        "--sessions-max",
        int.class,
        defaults.sessionsMax(),
        "Sessions at one time, 0 for any number; above it a session is closed with 1013.");
    option(
        spec,
        environment,
        "--drain-seconds",
        int.class,
        defaults.drainTimeout().toSeconds(),
        "Time for open sessions to end after SIGTERM.");
    return spec;
  }

  private static void option(
      CommandSpec spec,
      Map<String, String> environment,
      String flag,
      Class<?> type,
      Object otherwise,
      String description) {
    String variable =
        "STENOGATE_BRIDGE" + flag.substring(1).replace('-', '_').toUpperCase(Locale.ROOT);
    spec.addOption(
        OptionSpec.builder(flag)
            .type(type)
            .paramLabel("<" + flag.substring(2) + ">")
            .defaultValue(environment.getOrDefault(variable, otherwise.toString()))
            .description(description + " Variable " + variable + ", default ${DEFAULT-VALUE}.")
            .build());
  }

  /**
   * Nothing is read from the class path, so nothing need be written to a disk that may be
   * read-only.
   */
  private static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }
}
