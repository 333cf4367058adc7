package dev.stenogate.localstack.vllm;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** The server's HTTP surface; {@code /faults} is the one path that vLLM does not have. */
final class HttpRoutes implements Handler<HttpServerRequest> {
  private static final int BODY_BYTES_MAX = 64 << 10;

  private final VllmOptions options;
  private final Engine engine;
  private final VllmCounters counters;
  private final FaultRequest faults;
  private final Consumer<HttpServerRequest> realtime;

  HttpRoutes(
      VllmOptions options,
      Engine engine,
      VllmCounters counters,
      VllmFaults faults,
      Consumer<HttpServerRequest> realtime) {
    this.options = options;
    this.engine = engine;
    this.counters = counters;
    this.faults = new FaultRequest(faults);
    this.realtime = realtime;
  }

  @Override
  public void handle(HttpServerRequest request) {
    switch (request.method() + " " + request.path()) {
      case "GET /v1/realtime" -> upgrade(request);
      case "GET /health" -> request.response().setStatusCode(engine.isDead() ? 503 : 200).end();
      case "GET /v1/models" -> json(request, 200, models());
      case "GET /metrics" -> text(request, metrics());
      case "GET /faults" -> json(request, 200, faults.show());
      case "POST /faults" -> changeFaults(request);
      default -> notFound(request);
    }
  }

  private void upgrade(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
      realtime.accept(request);
    } else {
      notFound(request);
    }
  }

  private static void notFound(HttpServerRequest request) {
    json(request, 404, new JsonObject().put("detail", "Not Found"));
  }

  private void changeFaults(HttpServerRequest request) {
    JsonObject wanted = new JsonObject();
    request.params().forEach(wanted::put);
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > BODY_BYTES_MAX) {
            request.connection().close();
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(
        _ -> {
          try {
            if (body.length() > 0) {
              wanted.mergeIn(body.toJsonObject());
            }
            faults.apply(wanted);
            json(request, 200, faults.show());
          } catch (RuntimeException e) {
            json(request, 400, new JsonObject().put("detail", e.getMessage()));
          }
        });
  }

  private JsonObject models() {
    JsonObject model =
        new JsonObject()
            .put("id", options.model())
            .put("object", "model")
            .put("created", System.currentTimeMillis() / 1_000)
            .put("owned_by", "vllm")
            .put("root", options.model())
            .put("parent", null)
            .put("max_model_len", options.contextTokensMax());
    return new JsonObject().put("object", "list").put("data", new JsonArray().add(model));
  }

  private String metrics() {
    String label = "{engine=\"0\",model_name=" + Json.encode(options.model()) + "}";
    return gauge("vllm:num_requests_running", label, counters.generationsRunning())
        + gauge("vllm:num_requests_waiting", label, 0)
        + gauge("vllm:kv_cache_usage_perc", label, kvCacheUsage())
        + gauge("vllm:websocket_connections_active", label, counters.connectionsOpen())
        + gauge("localstack:websocket_connections_most", label, counters.connectionsMost());
  }

  /** A share of the batch is as good a guess as any: there is no cache here. */
  private double kvCacheUsage() {
    double share = (double) counters.generationsRunning() / options.engine().sessionsPerStepMax();
    return Math.min(1, share);
  }

  private static String gauge(String name, String label, double value) {
    return "# TYPE " + name + " gauge\n" + name + label + " " + value + "\n";
  }

  private static void json(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode());
  }

  private static void text(HttpServerRequest request, String body) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .end(body);
  }
}
