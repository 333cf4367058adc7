package dev.stenogate.admin;

import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Standing;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The fleet on the management port: {@code GET /endpoints}, {@code GET /endpoints/<name>}, and
 * {@code POST /endpoints/<name>/drain}, {@code …/undrain}, {@code …/eject?for=60s}. Each concerns
 * this replica alone.
 */
public final class FleetRoutes {
  private static final Logger LOG = Logger.getLogger("stenogate.admin");
  private static final String BEARER = "Bearer ";
  private static final String EXPECTED =
      "expected: GET /endpoints, GET /endpoints/<name>, POST /endpoints/<name>/drain, undrain or"
          + " eject?for=60s";
  private static final Duration EJECT_DEFAULT = Duration.ofSeconds(60);
  private static final Duration EJECT_MAX = Duration.ofHours(24);

  private final Dispatcher dispatcher;
  private final Optional<String> token;
  private final LongSupplier nanoTime;

  /**
   * @param token what changes need as a bearer token; empty: who reaches the port may
   */
  public FleetRoutes(Dispatcher dispatcher, Optional<String> token, LongSupplier nanoTime) {
    this.dispatcher = dispatcher;
    this.token = token;
    this.nanoTime = nanoTime;
  }

  /** Adds them. */
  public void register(Router router) {
    router
        .get("/endpoints")
        .handler(call -> answer(call, 200, FleetPage.of(dispatcher, nanoTime.getAsLong())));
    router.get("/endpoints/:name").handler(this::show);
    router.post("/endpoints/:name/drain").handler(call -> change(call, this::drain));
    router.post("/endpoints/:name/undrain").handler(call -> change(call, this::undrain));
    router.post("/endpoints/:name/eject").handler(call -> change(call, this::eject));
    for (String path : List.of("", "/:name", "/:name/drain", "/:name/undrain", "/:name/eject")) {
      router.route("/endpoints" + path).handler(call -> refuse(call, 405, EXPECTED));
    }
    router.route("/endpoints/*").handler(call -> refuse(call, 404, EXPECTED));
  }

  /** Changes an endpoint. Gives what was wrong with the call; empty: nothing. */
  private interface Change {
    Optional<String> make(RoutingContext call, String endpoint);
  }

  private void show(RoutingContext call) {
    named(call).ifPresent(s -> answer(call, 200, FleetPage.of(s, nanoTime.getAsLong())));
  }

  private void change(RoutingContext call, Change change) {
    if (!isAllowed(call)) {
      refuse(
          call,
          401,
          "authorization: missing or wrong (expected: Bearer and stenogate.admin.token)");
      return;
    }
    Optional<Standing> named = named(call);
    if (named.isEmpty()) {
      return;
    }
    String name = named.get().endpoint().name();
    Optional<String> wrong = change.make(call, name);
    if (wrong.isPresent()) {
      refuse(call, 400, wrong.get());
      return;
    }
    LOG.infof("endpoint=%s changed by an operator: %s", name, last(call));
    show(call);
  }

  private Optional<String> drain(RoutingContext call, String endpoint) {
    dispatcher.drain(endpoint, true, nanoTime.getAsLong());
    return Optional.empty();
  }

  private Optional<String> undrain(RoutingContext call, String endpoint) {
    dispatcher.drain(endpoint, false, nanoTime.getAsLong());
    return Optional.empty();
  }

  private Optional<String> eject(RoutingContext call, String endpoint) {
    String asked = call.request().getParam("for");
    Optional<Duration> time = asked == null ? Optional.of(EJECT_DEFAULT) : duration(asked);
    if (time.isEmpty() || time.get().isNegative() || time.get().compareTo(EJECT_MAX) > 0) {
      return Optional.of("for: malformed or out of range (expected: 0s..24h, such as 90s)");
    }
    dispatcher.eject(endpoint, time.get().toNanos(), nanoTime.getAsLong());
    return Optional.empty();
  }

  /** Such as 90s, 5m or 1h; ISO without its first letters. */
  private static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private Optional<Standing> named(RoutingContext call) {
    String name = call.pathParam("name");
    Optional<Standing> named = dispatcher.standing(name);
    if (named.isEmpty()) {
      String known =
          dispatcher.endpoints().stream().map(Endpoint::name).collect(Collectors.joining(", "));
      refuse(call, 404, "no endpoint has that name (expected: one of %s)".formatted(known));
    }
    return named;
  }

  private boolean isAllowed(RoutingContext call) {
    if (token.isEmpty()) {
      return true;
    }
    String given = call.request().getHeader("authorization");
    return given != null
        && given.startsWith(BEARER)
        && MessageDigest.isEqual(
            given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
            token.get().getBytes(StandardCharsets.UTF_8));
  }

  private static String last(RoutingContext call) {
    String path = call.normalizedPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void refuse(RoutingContext call, int status, String error) {
    answer(call, status, new JsonObject().put("error", error));
  }

  private static void answer(RoutingContext call, int status, JsonObject body) {
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(body.encodePrettily() + "\n");
  }
}
