package dev.stenogate.localstack;

import dev.stenogate.bridge.Bridge;
import dev.stenogate.bridge.BridgeSettings;
import dev.stenogate.localstack.recogniser.Recogniser;
import dev.stenogate.localstack.sagemaker.FrontOptions;
import dev.stenogate.localstack.sagemaker.SageMakerFront;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.localstack.vllm.VllmOptions;
import dev.stenogate.localstack.vllm.VllmServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What stands in for AWS and the GPUs on one machine: a SageMaker front, and for each of its
 * endpoints the product's bridge before a vLLM Realtime server.
 *
 * <pre>
 * gateway ─HTTP/2 event stream, SigV4─▶ front ─ws─▶ bridge ─ws─▶ vLLM Realtime server ─▶ recogniser
 * </pre>
 */
public final class LocalStack implements AutoCloseable {
  private static final long START_SECONDS = 60;

  /**
   * How it is made.
   *
   * @param endpoints how many, named gpu-1, gpu-2 …
   * @param recogniser who listens
   * @param engine how fast a GPU is
   * @param front how the front behaves; its endpoints are replaced
   */
  public record Options(
      int endpoints, Recogniser recogniser, EngineProfile engine, FrontOptions front) {
    /** Over TLS on a free port. */
    public static Options of(int endpoints, Recogniser recogniser, EngineProfile engine) {
      return new Options(endpoints, recogniser, engine, FrontOptions.of(Map.of()));
    }
  }

  private final Options options;
  private final Vertx vertx;
  private final Map<String, VllmServer> models = new TreeMap<>();
  private final Map<String, Bridge> bridges = new TreeMap<>();
  private final SageMakerFront front;

  private LocalStack(Options options) {
    this.options = options;
    this.vertx = Vertx.vertx();
    Map<String, URI> containers = new TreeMap<>();
    for (int i = 1; i <= options.endpoints(); i++) {
      String name = "gpu-" + i;
      VllmServer model =
          VllmServer.start(
              vertx, VllmOptions.of(options.recogniser()).withEngine(options.engine()).withSeed(i));
      models.put(name, model);
      Bridge bridge = await(Bridge.start(vertx, before(model.port())));
      bridges.put(name, bridge);
      containers.put(name, URI.create("ws://127.0.0.1:" + bridge.port()));
    }
    try {
      FrontOptions asked = options.front();
      front =
          SageMakerFront.start(
              new FrontOptions(asked.listen(), asked.keys(), containers, asked.session()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts all of it, and returns when it can be called. */
  public static LocalStack start(Options options) {
    return new LocalStack(options);
  }

  /** What a gateway's configuration must say to use it. */
  public Map<String, String> gatewayConfig() {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("stenogate.auth.anonymous", "true");
    config.put("stenogate.server.plaintext", "true");
    for (String name : models.keySet()) {
      String key = "stenogate.endpoints." + name + ".sagemaker.";
      config.put(key + "region", options.front().keys().region());
      config.put(key + "endpoint-override", front.uri().toString());
      config.put(key + "credentials.access-key-id", options.front().keys().accessKeyId());
      config.put(key + "credentials.secret-access-key", options.front().keys().secretAccessKey());
      if (options.front().listen().tls()) {
        config.put(key + "trusted-ca", front.certificatePem().toString());
      }
    }
    return config;
  }

  /** The model behind an endpoint. */
  public VllmServer model(String endpoint) {
    return models.get(endpoint);
  }

  /** The models by endpoint. */
  public Map<String, VllmServer> models() {
    return Map.copyOf(models);
  }

  /** The front that all endpoints share. */
  public SageMakerFront front() {
    return front;
  }

  @Override
  public void close() {
    front.close();
    bridges.values().forEach(bridge -> await(bridge.drain()));
    models.values().forEach(VllmServer::close);
    await(vertx.close());
  }

  private static BridgeSettings before(int modelPort) {
    BridgeSettings usual = BridgeSettings.defaults();
    return new BridgeSettings(
        0,
        URI.create("ws://127.0.0.1:" + modelPort + "/v1/realtime"),
        URI.create("http://127.0.0.1:" + modelPort + "/health"),
        0,
        usual.handshakeTimeout(),
        usual.healthTimeout(),
        usual.healthMaxAge(),
        java.time.Duration.ofMillis(100));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the local stack did not start or stop", e);
    }
  }
}
