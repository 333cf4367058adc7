package dev.stenogate.e2e;

import dev.stenogate.localstack.GatewayProcess;
import java.util.List;

/** What a gateway's metrics say now. */
record Metrics(List<String> lines) {
  static Metrics of(GatewayProcess gateway) {
    return new Metrics(gateway.management("/metrics").lines().toList());
  }

  /** All values of a metric, one for each set of labels. */
  List<Double> values(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .toList();
  }

  /** How many sessions ended so. */
  int ended(String outcome) {
    String counter = "stenogate_sessions_ended_total{outcome=\"" + outcome + "\"} ";
    return lines.stream()
        .filter(line -> line.startsWith(counter))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(counter.length())))
        .sum();
  }
}
