package dev.stenogate.localstack.sagemaker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Orders for the faults of a front that is a process of its own: {@code POST
 * /faults?endpoint=gpu-1&strike=reset}. Names are those of the maps below, and are carried out in
 * the order of the alphabet, so that {@code clear} comes before what is set with it. {@code GET
 * /sessions?endpoint=gpu-1} tells its {@link SessionCounts}.
 */
final class FrontControl {
  private static final Map<String, Fault> STRIKES =
      Map.ofEntries(
          Map.entry("reset", new Fault.Reset(2)),
          Map.entry("end_stream", new Fault.EndStream()),
          Map.entry("end_in_mid_message", new Fault.EndInMidMessage()),
          Map.entry(
              "model_stream_error", new Fault.ModelStreamError("MODEL_CLOSED", "it was closed")),
          Map.entry("internal_stream_failure", new Fault.InternalStreamFailure("it failed")),
          Map.entry("goaway_graceful", new Fault.GoAwayGraceful()),
          Map.entry("goaway_low_id", new Fault.GoAwayLowId()),
          Map.entry("goaway_and_close", new Fault.GoAwayAndClose()),
          Map.entry("kill_tcp", new Fault.KillTcp()),
          Map.entry("bad_checksum", new Fault.BadChecksum()),
          Map.entry("unknown_event", new Fault.UnknownEvent()));

  private static final Map<String, Opening> OPENINGS =
      Map.of(
          "normal", new Opening.Normal(),
          "never", new Opening.Never(),
          "unavailable", new Opening.Refused(Refusal.unavailable()),
          "model_error", new Opening.Refused(Refusal.model("Received server error (424)")),
          "throttling", new Opening.Refused(Refusal.throttling()));

  private static final Map<String, BiConsumer<FrontFaults, String>> ORDERS =
      Map.of(
          "clear", (faults, _) -> faults.clear(),
          "opening", (faults, value) -> faults.opening(named(OPENINGS, value)),
          "session_limit_ms",
              (faults, value) -> faults.sessionLimit(Duration.ofMillis(Long.parseLong(value))),
          "silent", (faults, value) -> faults.silent(Boolean.parseBoolean(value)),
          "strike", (faults, value) -> faults.strike(named(STRIKES, value)));

  private final SageMakerFront front;

  private FrontControl(SageMakerFront front) {
    this.front = front;
  }

  /** Listens on the loopback address for as long as the process lives. */
  static void start(SageMakerFront front, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    FrontControl control = new FrontControl(front);
    server.createContext("/faults", exchange -> answer(exchange, control::order));
    server.createContext("/sessions", exchange -> answer(exchange, control::sessions));
    server.start();
  }

  private static void answer(HttpExchange exchange, UnaryOperator<String> order)
      throws IOException {
    try (exchange) {
      String answer;
      int status;
      try {
        answer = order.apply(exchange.getRequestURI().getQuery());
        status = 200;
      } catch (RuntimeException e) {
        status = 400;
        answer = e.getMessage() + "\n";
      }
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String order(String query) {
    Map<String, String> wanted = words(query);
    FrontFaults faults = front.faults(wanted.remove("endpoint"));
    wanted.keySet().forEach(name -> named(ORDERS, name));
    wanted.forEach((name, value) -> ORDERS.get(name).accept(faults, value));
    return "done\n";
  }

  private String sessions(String query) {
    SessionCounts counts = front.sessions(words(query).get("endpoint"));
    return "now %d\never %d\nmost %d\n".formatted(counts.now(), counts.ever(), counts.most());
  }

  private static Map<String, String> words(String query) {
    Map<String, String> words = new TreeMap<>();
    for (String pair : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      words.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return words;
  }

  private static <T> T named(Map<String, T> all, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          name + " (expected: one of " + new TreeMap<>(all).keySet() + ")");
    }
    return found;
  }
}
