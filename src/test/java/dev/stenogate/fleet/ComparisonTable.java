package dev.stenogate.fleet;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comparisons as Markdown. What is worse than the omniscient one allows is bold. */
final class ComparisonTable {
  private static final String HEAD =
      "| | p50 | p99 | late session-seconds | sessions ever late | refused | lost | moves |"
          + " failovers | left after | used again after |\n"
          + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

  private ComparisonTable() {}

  /** All scenarios in one table: p99 and late session-seconds. */
  static String summary(List<Comparison> comparisons) {
    String head =
        Stream.of(Policy.values())
            .map(Policy::label)
            .collect(Collectors.joining(" | ", "| | ", " |"));
    String rule = "| --- |" + " --- |".repeat(Policy.values().length);
    return Stream.concat(
            Stream.of(head, rule), comparisons.stream().map(ComparisonTable::summaryRow))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** One scenario. */
  static String of(Comparison comparison) {
    return Stream.concat(
            Stream.of(HEAD), Stream.of(Policy.values()).map(policy -> row(comparison, policy)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String summaryRow(Comparison c) {
    return Stream.of(Policy.values())
        .map(
            policy -> {
              Result r = c.of(policy);
              Result best = c.of(Policy.OMNISCIENT);
              String said = "%s, %s".formatted(millis(r.p99Millis()), count(r.lateSeconds()));
              return mark(said, r.hasLagOf(best) && r.isLateAs(best));
            })
        .collect(Collectors.joining(" | ", "| " + c.scenario().name() + " | ", " |"));
  }

  private static String row(Comparison c, Policy policy) {
    Result r = c.of(policy);
    Result best = c.of(Policy.OMNISCIENT);
    boolean struck = c.scenario().struck() >= 0;
    return Stream.of(
            policy.label(),
            millis(r.p50Millis()),
            mark(millis(r.p99Millis()), r.hasLagOf(best)),
            mark(count(r.lateSeconds()), r.isLateAs(best)),
            count(r.lateSessions()),
            mark(count(r.refusals()), r.serves(best)),
            mark(count(r.losses()), r.serves(best)),
            count(r.moves()),
            count(r.failovers()),
            struck ? seconds(r.leftSeconds()) : "–",
            struck ? seconds(r.backSeconds()) : "–")
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String mark(String said, boolean good) {
    return good ? said : "**" + said + "**";
  }

  private static String millis(double millis) {
    return millis < 1_000
        ? "%.0f ms".formatted(millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
  }

  private static String seconds(double seconds) {
    return Double.isInfinite(seconds) ? "never" : String.format(Locale.ROOT, "%.0f s", seconds);
  }

  private static String count(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }
}
