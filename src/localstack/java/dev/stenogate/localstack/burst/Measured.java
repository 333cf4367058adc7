package dev.stenogate.localstack.burst;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one tenant's callers saw. Thread-safe. */
final class Measured {
  private final List<Long> starts = new ArrayList<>();
  private final List<Long> lateness = new ArrayList<>();
  private final Map<Status.Code, Integer> refusals = new EnumMap<>(Status.Code.class);
  private int completed;

  synchronized void started(long nanos) {
    starts.add(nanos);
  }

  synchronized void late(long nanos) {
    lateness.add(nanos);
  }

  synchronized void refused(Status.Code code) {
    refusals.merge(code, 1, Integer::sum);
  }

  synchronized void completed() {
    completed++;
  }

  synchronized int answered() {
    return completed + refusals.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int completions() {
    return completed;
  }

  synchronized Map<Status.Code, Integer> refusals() {
    return new EnumMap<>(refusals.isEmpty() ? new EnumMap<>(Status.Code.class) : refusals);
  }

  synchronized double startMillis(double quantile) {
    return quantile(starts, quantile);
  }

  synchronized double lateMillis(double quantile) {
    return quantile(lateness, quantile);
  }

  private static double quantile(List<Long> nanos, double quantile) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (quantile * sorted.size()))) / 1e6;
  }
}
