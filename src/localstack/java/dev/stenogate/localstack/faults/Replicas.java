package dev.stenogate.localstack.faults;

import dev.stenogate.client.ServerAddress;
import dev.stenogate.localstack.GatewayProcess;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Gateways with one configuration and one key, behind one list of addresses. */
final class Replicas implements AutoCloseable {
  private static final String KEY = "a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIGZhdWx0cyE=";

  private final List<GatewayProcess> gateways = new ArrayList<>();

  /** Starts them and waits until all are ready. */
  Replicas(int count, Map<String, String> config) {
    Map<String, String> all = new HashMap<>(config);
    all.put("stenogate.resume.keys", KEY);
    for (int i = 0; i < count; i++) {
      gateways.add(GatewayProcess.start(List.of("-Xmx256m"), all));
    }
  }

  /** Where callers find them. */
  ServerAddress[] addresses() {
    return gateways.stream()
        .map(each -> new ServerAddress("127.0.0.1", each.port()))
        .toArray(ServerAddress[]::new);
  }

  /** The one that holds the one call there is. */
  GatewayProcess serving() {
    return gateways.stream()
        .filter(each -> each.process().isAlive())
        .filter(
            each -> each.management("/metrics").lines().anyMatch(Replicas::saysASessionIsActive))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no replica holds a session"));
  }

  /** When the first link failed that failed at {@code from} or later, as their logs say. */
  Optional<Instant> linkFailed(Instant from) {
    return gateways.stream()
        .flatMap(each -> each.log().lines())
        .filter(line -> line.contains(" link failed "))
        .flatMap(Replicas::time)
        .filter(time -> !time.isBefore(from))
        .min(Instant::compareTo);
  }

  /** Lines of their logs that speak of a defect. */
  List<String> defects() {
    return gateways.stream()
        .flatMap(each -> each.log().lines())
        .filter(line -> line.contains("defect id=") || line.startsWith("\tat "))
        .toList();
  }

  /** Starts again those that are dead. */
  void mend() {
    gateways.replaceAll(each -> each.process().isAlive() ? each : each.again());
  }

  @Override
  public void close() {
    gateways.forEach(GatewayProcess::close);
  }

  private static boolean saysASessionIsActive(String metric) {
    return metric.startsWith("stenogate_sessions_active ") && !metric.endsWith(" 0.0");
  }

  private static Stream<Instant> time(String line) {
    try {
      return Stream.of(OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant());
    } catch (java.time.format.DateTimeParseException e) {
      return Stream.empty(); // A line that is the rest of another.
    }
  }
}
