package dev.stenogate.localstack.faults;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.Program;
import dev.stenogate.localstack.sagemaker.FrontMain;
import dev.stenogate.localstack.sagemaker.FrontOptions;
import dev.stenogate.localstack.vllm.VllmMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One SageMaker endpoint, each part a process of its own.
 *
 * <pre>
 * gateway ─TLS─▶ {@link PausingProxy} ─▶ front ─ws─▶ bridge ─ws─▶ vLLM server
 * </pre>
 */
final class EndpointProcesses implements AutoCloseable {
  private static final Duration ORDER_MAX = Duration.ofSeconds(5);

  private final String name;
  private final Path certificates;
  private final ServerProcess model;
  private final ServerProcess bridge;
  private final ServerProcess front;
  private final PausingProxy path;
  private final int controlPort = GatewayProcess.freePort();
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts all of it, and does not wait. */
  EndpointProcesses(String name, Hearing hearing, Path directory) {
    this.name = name;
    this.certificates = directory.resolve(name + "-tls");
    int modelPort = GatewayProcess.freePort();
    model =
        new ServerProcess(
            name + "-vllm",
            modelPort,
            directory,
            ServerProcess.javaMain(
                VllmMain.class,
                List.of(
                    "--port",
                    Integer.toString(modelPort),
                    "--profile",
                    "h100",
                    "--recogniser",
                    hearing.recogniser())));
    int bridgePort = GatewayProcess.freePort();
    bridge =
        new ServerProcess(
            name + "-bridge",
            bridgePort,
            directory,
            Program.command(
                ServerProcess.smallJvm(),
                Map.of(),
                "bridge",
                "--port",
                Integer.toString(bridgePort),
                "--upstream",
                "ws://127.0.0.1:" + modelPort + "/v1/realtime",
                "--health",
                "http://127.0.0.1:" + modelPort + "/health"));
    int frontPort = GatewayProcess.freePort();
    front =
        new ServerProcess(
            name + "-front",
            controlPort, // It listens there last.
            directory,
            ServerProcess.javaMain(
                FrontMain.class,
                List.of(
                    "--port",
                    Integer.toString(frontPort),
                    "--control-port",
                    Integer.toString(controlPort),
                    "--tls-dir",
                    certificates.toString(),
                    "--endpoint",
                    name + "=ws://127.0.0.1:" + bridgePort)));
    path = new PausingProxy(GatewayProcess.freePort(), frontPort);
  }

  String name() {
    return name;
  }

  /** The vLLM server. */
  ServerProcess model() {
    return model;
  }

  ServerProcess bridge() {
    return bridge;
  }

  /** What stands in for SageMaker before this endpoint. */
  ServerProcess front() {
    return front;
  }

  /** The network between gateway and front. */
  PausingProxy path() {
    return path;
  }

  /** Orders a fault of the vLLM server, such as {@code mute=true}. */
  void orderModel(String faults) {
    order(model.port(), faults);
  }

  /** Orders a fault of the front, such as {@code strike=reset}. */
  void orderFront(String faults) {
    order(controlPort, "endpoint=" + name + "&" + faults);
  }

  /** What a gateway's configuration must say to use it. */
  Map<String, String> gatewayConfig() {
    String key = "stenogate.endpoints." + name + ".sagemaker.";
    FrontOptions.Keys keys = FrontOptions.Keys.DEFAULT;
    return Map.of(
        key + "region", keys.region(),
        key + "endpoint-override", "https://localhost:" + path.port(),
        key + "credentials.access-key-id", keys.accessKeyId(),
        key + "credentials.secret-access-key", keys.secretAccessKey(),
        key + "trusted-ca", certificates.resolve("front.pem").toString());
  }

  /** Waits until all of it can be called. */
  void awaitListening() {
    processes().forEach(ServerProcess::awaitListening);
  }

  /** Ends every fault, and starts again what is dead; waits until it can be called. */
  void mend() {
    path.mend();
    processes().forEach(ServerProcess::revive);
    awaitListening();
    orderFront("clear");
    orderModel("clear=true");
  }

  @Override
  public void close() {
    path.close();
    processes().forEach(ServerProcess::close);
  }

  private Stream<ServerProcess> processes() {
    return Stream.of(model, bridge, front);
  }

  private void order(int port, String faults) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/faults?" + faults);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(ORDER_MAX)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(faults + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + " " + faults, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
