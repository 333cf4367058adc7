package dev.stenogate.localstack.vllm;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Faults by name, for {@code POST /faults} as query or as JSON: {@code mute=true}, {@code slow=3},
 * {@code refuse=http_503}, {@code drop=true}. Names are those of the map below; {@code clear} comes
 * first, so that {@code clear=true&slow=2} means just that.
 */
record FaultRequest(VllmFaults faults) {
  private static final String CLEAR = "clear";

  private static final Map<String, BiConsumer<VllmFaults, String>> NAMES =
      Map.ofEntries(
          Map.entry("mute", (faults, value) -> faults.mute(bool(value))),
          Map.entry("blank", (faults, value) -> faults.blank(bool(value))),
          Map.entry("blank_open", (faults, _) -> faults.blankOpenGenerations()),
          Map.entry("withhold_done", (faults, value) -> faults.withholdDone(bool(value))),
          Map.entry("slow", (faults, value) -> faults.slow(Double.parseDouble(value))),
          Map.entry("refuse", (faults, value) -> faults.refuse(refusal(value))),
          Map.entry(
              "session_created_delay_ms",
              (faults, value) -> faults.delaySessionCreated(millis(value))),
          Map.entry(
              "withhold_session_created",
              (faults, value) -> faults.withholdSessionCreated(bool(value))),
          Map.entry("stall_after_ms", (faults, value) -> faults.stallAfter(millis(value))),
          Map.entry("drop", (faults, _) -> faults.dropConnections()),
          Map.entry(
              "close",
              (faults, value) -> faults.closeConnections(Integer.parseInt(value), "fault")),
          Map.entry("fail", VllmFaults::failGenerations),
          Map.entry("kill", (faults, _) -> faults.killEngine()));

  /**
   * Applies what is wanted, all or nothing as far as names go.
   *
   * @throws IllegalArgumentException for a name or a value that is none
   */
  void apply(JsonObject wanted) {
    for (String name : wanted.fieldNames()) {
      if (!name.equals(CLEAR) && !NAMES.containsKey(name)) {
        throw new IllegalArgumentException(
            "unknown fault: "
                + name
                + " (expected: "
                + CLEAR
                + " or one of "
                + NAMES.keySet()
                + ")");
      }
    }
    if (wanted.containsKey(CLEAR)) {
      faults.clear();
    }
    wanted.forEach(
        entry -> {
          if (!entry.getKey().equals(CLEAR)) {
            NAMES.get(entry.getKey()).accept(faults, String.valueOf(entry.getValue()));
          }
        });
  }

  /** The faults that last, as they are now. */
  JsonObject show() {
    FaultState state = faults.state();
    return new JsonObject()
        .put("mute", state.mute())
        .put("blank", state.blank())
        .put("withhold_done", state.withholdDone())
        .put("slow", state.slow())
        .put("refuse", state.refusal().name().toLowerCase(Locale.ROOT))
        .put("session_created_delay_ms", state.sessionCreatedDelay().toMillis())
        .put("withhold_session_created", state.withholdSessionCreated())
        .put("stall_after_ms", state.stallAfter().toMillis());
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("value: " + value + " (expected: true or false)");
    };
  }

  private static Duration millis(String value) {
    return Duration.ofMillis(Long.parseLong(value));
  }

  private static VllmFaults.Refusal refusal(String value) {
    return VllmFaults.Refusal.valueOf(value.toUpperCase(Locale.ROOT));
  }
}
