package dev.stenogate.localstack.vllm;

import dev.stenogate.localstack.recogniser.MoonshineRecogniser;
import dev.stenogate.localstack.recogniser.Recogniser;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One server as a process of its own, for demonstrations and to be killed. */
@Command(
    name = "vllm",
    mixinStandardHelpOptions = true,
    description = "A stand-in for a vLLM Realtime server.")
public final class VllmMain implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "8081",
      description = "0 for a free one. ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--profile",
      defaultValue = "l4",
      description = "l4, h100, instant. ${DEFAULT-VALUE}")
  private String profile;

  @Option(
      names = "--recogniser",
      defaultValue = "moonshine",
      description = "moonshine, scripted. ${DEFAULT-VALUE}")
  private String recogniser;

  @Option(names = "--compat", defaultValue = "0.17", description = "0.17, latest. ${DEFAULT-VALUE}")
  private String compatibility;

  @Option(names = "--model", defaultValue = VllmOptions.MODEL, description = "${DEFAULT-VALUE}")
  private String model;

  @Option(names = "--seed", defaultValue = "1", description = "Of ids and jitter. ${DEFAULT-VALUE}")
  private long seed;

  /** Runs until the process is told to end; SIGTERM closes connections with 1012. */
  public static void main(String[] arguments) {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    int status = new CommandLine(new VllmMain()).execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  @Override
  public Integer call() {
    VllmOptions options =
        VllmOptions.of(recogniser())
            .withPort(port)
            .withModel(model)
            .withEngine(EngineProfile.named(profile))
            .withCompatibility(compatibility())
            .withSeed(seed);
    Vertx vertx = Vertx.vertx();
    VllmServer server = VllmServer.start(vertx, options);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "vllm-shutdown"));
    System.out.println("listening on port " + server.port());
    return 0;
  }

  private Recogniser recogniser() {
    return switch (recogniser) {
      case "moonshine" -> MoonshineRecogniser.shared();
      case "scripted" -> new ScriptedRecogniser();
      default ->
          throw new IllegalArgumentException(
              "--recogniser " + recogniser + " (expected: moonshine or scripted)");
    };
  }

  private Compatibility compatibility() {
    return switch (compatibility) {
      case "0.17" -> Compatibility.V0_17;
      case "latest" -> Compatibility.LATEST;
      default ->
          throw new IllegalArgumentException(
              "--compat " + compatibility + " (expected: 0.17 or latest)");
    };
  }
}
