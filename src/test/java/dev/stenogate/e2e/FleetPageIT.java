package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator sees and does on the management port of the packaged gateway. */
class FleetPageIT {
  private static final String TOKEN = "not-a-secret";
  private static GatewayProcess gateway;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    gateway =
        GatewayProcess.start(
            List.of(),
            Map.of(
                "stenogate.admin.token", TOKEN,
                "stenogate.endpoints.a.vllm.url", "ws://127.0.0.1:1",
                "stenogate.endpoints.a.sessions-max", "4",
                "stenogate.endpoints.a.instances", "3",
                "stenogate.endpoints.b.vllm.url", "ws://127.0.0.1:1",
                "stenogate.endpoints.b.zone", "eu-west-1b"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void theFleetIsOnOnePage() throws Exception {
    JsonObject page = json(get("/endpoints"), 200);

    JsonObject a = page.getJsonArray("endpoints").getJsonObject(0);
    assertThat(a.getString("name")).isEqualTo("a");
    assertThat(a.getString("health")).isEqualTo("healthy");
    assertThat(a.getValue("lag_seconds")).isNull();
    assertThat(a.getJsonObject("slots").getInteger("max")).isEqualTo(12);
    assertThat(a.getJsonObject("slots").getInteger("held_here")).isZero();
    assertThat(json(get("/endpoints/b"), 200).getString("zone")).isEqualTo("eu-west-1b");
    assertThat(page.getJsonArray("pools").getJsonObject(0).getInteger("calls_waiting")).isZero();
  }

  @Test
  void anEndpointIsDrainedAndTakenBack() throws Exception {
    assertThat(json(post("/endpoints/a/drain", TOKEN), 200).getBoolean("draining")).isTrue();
    assertThat(gateway.management("/metrics"))
        .contains("stenogate_endpoint_draining{endpoint=\"a\"} 1.0");

    assertThat(json(post("/endpoints/a/undrain", TOKEN), 200).getBoolean("draining")).isFalse();
    assertThat(gateway.log()).contains("endpoint=a changed by an operator: drain");
  }

  @Test
  void anEndpointIsEjectedForAWhile() throws Exception {
    JsonObject ejected = json(post("/endpoints/b/eject?for=90s", TOKEN), 200);

    assertThat(ejected.getString("health")).isEqualTo("ejected");
    assertThat(ejected.getDouble("ejected_for_seconds")).isBetween(60.0, 90.0);
    assertThat(gateway.management("/metrics"))
        .contains("stenogate_endpoint_health{endpoint=\"b\",state=\"ejected\"} 1.0")
        .contains("stenogate_endpoint_ejections_total{endpoint=\"b\"} 1.0");
    json(post("/endpoints/b/eject?for=0s", TOKEN), 200);
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThat(json(get("/endpoints/nobody"), 404).getString("error"))
        .contains("expected: one of a, b");
    assertThat(json(post("/endpoints/a/eject?for=soon", TOKEN), 400).getString("error"))
        .contains("0s..24h");
    assertThat(json(get("/endpoints/a/drain"), 405).getString("error")).contains("POST");
    assertThat(json(post("/endpoints/a/burn", TOKEN), 404).getString("error")).contains("eject");
  }

  @Test
  void whoHasNoTokenChangesNothing() throws Exception {
    json(post("/endpoints/a/drain", "wrong"), 401);
    json(post("/endpoints/a/drain", ""), 401);

    assertThat(json(get("/endpoints/a"), 200).getBoolean("draining")).isFalse();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private HttpRequest post(String path, String token) {
    return HttpRequest.newBuilder(uri(path))
        .header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.managementPort() + path);
  }

  private JsonObject json(HttpRequest request, int status) throws Exception {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new JsonObject(response.body());
  }
}
