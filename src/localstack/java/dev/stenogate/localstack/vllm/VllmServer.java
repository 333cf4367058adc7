package dev.stenogate.localstack.vllm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A vLLM Realtime server that a client cannot tell from the real one: {@code /v1/realtime}, {@code
 * /health}, {@code /v1/models}, {@code /metrics}; and {@code /faults}, which the real one has not
 * under this name. All of it lives on one event loop.
 */
public final class VllmServer implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 10;

  private final Vertx vertx;
  private final VllmLoop loop;
  private final String deployment;

  private VllmServer(Vertx vertx, VllmLoop loop, String deployment) {
    this.vertx = vertx;
    this.loop = loop;
    this.deployment = deployment;
  }

  /**
   * Starts a server and waits until it listens; not on an event loop. The caller closes it.
   *
   * @throws IllegalStateException if it does not start, above all because the port is taken
   */
  public static VllmServer start(Vertx vertx, VllmOptions options) {
    VllmLoop loop = new VllmLoop(options);
    return new VllmServer(vertx, loop, await(vertx.deployVerticle(loop)));
  }

  /** Where it listens; stays the same while connections are refused. */
  public int port() {
    return loop.port();
  }

  /** What can be broken. */
  public VllmFaults faults() {
    return loop.faults();
  }

  /** What it counts. */
  public VllmCounters counters() {
    return loop.counters();
  }

  /** Closes every connection with 1012, as vLLM does, and waits until nobody listens. Once. */
  @Override
  public void close() {
    await(vertx.undeploy(deployment));
  }

  private static <T> T await(Future<T> future) {
    CompletableFuture<T> result = future.toCompletionStage().toCompletableFuture();
    try {
      return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("vLLM server: " + e, e);
    }
  }
}
