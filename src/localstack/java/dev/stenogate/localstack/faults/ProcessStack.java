package dev.stenogate.localstack.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The local stack as processes: two endpoints, each behind a front and a network of its own. */
final class ProcessStack implements AutoCloseable {
  private final List<EndpointProcesses> endpoints;

  /** Starts all of it and waits until it can be called. */
  ProcessStack(Hearing hearing) {
    Path directory;
    try {
      directory = Files.createTempDirectory("stenogate-faults");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    endpoints =
        List.of(
            new EndpointProcesses("gpu-1", hearing, directory),
            new EndpointProcesses("gpu-2", hearing, directory));
    try {
      endpoints.forEach(EndpointProcesses::awaitListening);
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  List<EndpointProcesses> endpoints() {
    return endpoints;
  }

  /** The endpoint of that name. */
  EndpointProcesses endpoint(String name) {
    return endpoints.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** What a gateway's configuration must say to use it. */
  Map<String, String> gatewayConfig() {
    Map<String, String> config = new HashMap<>();
    endpoints.forEach(endpoint -> config.putAll(endpoint.gatewayConfig()));
    return config;
  }

  /** Ends every fault, and starts again what is dead. */
  void mend() {
    endpoints.forEach(EndpointProcesses::mend);
  }

  @Override
  public void close() {
    endpoints.forEach(EndpointProcesses::close);
  }
}
