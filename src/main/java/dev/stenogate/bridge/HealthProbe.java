package dev.stenogate.bridge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * Whether vLLM is healthy, asked at most once at a time and remembered for a moment, so that {@code
 * /ping} is answered within SageMaker's 2 s however often it is asked. On one event loop.
 */
final class HealthProbe {
  private static final int HTTP_OK = 200;

  private final HttpClient client;
  private final BridgeSettings settings;

  private Future<Boolean> latest;
  private long answeredNanos;

  HealthProbe(HttpClient client, BridgeSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** Never fails; false when vLLM is unwell, gone, or does not answer in time. */
  Future<Boolean> healthy() {
    if (latest == null || (latest.isComplete() && stale())) {
      latest = ask().onComplete(answer -> answeredNanos = System.nanoTime());
    }
    return latest;
  }

  private boolean stale() {
    return System.nanoTime() - answeredNanos >= settings.healthMaxAge().toNanos();
  }

  private Future<Boolean> ask() {
    long timeoutMillis = settings.healthTimeout().toMillis();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(settings.health().toString())
            .setConnectTimeout(timeoutMillis)
            .setTimeout(timeoutMillis);
    return client
        .request(options)
        .compose(HttpClientRequest::send)
        .compose(response -> response.end().map(whole -> response.statusCode() == HTTP_OK))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .otherwise(false);
  }
}
