package dev.stenogate.fleet;

import dev.stenogate.fleet.Svg.Point;
import java.util.ArrayList;
import java.util.List;

/** The 99th percentile of text lag over time, one panel for each scenario. */
final class LagChart {
  private static final int COLUMNS = 2;
  private static final int PANEL_WIDTH = 520;
  private static final int PANEL_HEIGHT = 230;
  private static final int LEFT = 52;
  private static final int TOP = 62;
  private static final int GAP = 62;
  private static final double LEAST_MILLIS = 50;
  private static final double MOST_MILLIS = 120_000;
  private static final double[] LINES_MILLIS = {100, 250, 1_000, 2_000, 10_000, 60_000};

  private final Svg svg;
  private double left;
  private double top;

  private LagChart(int panels) {
    int rows = Math.ceilDiv(panels, COLUMNS);
    svg =
        new Svg(
            LEFT + COLUMNS * (PANEL_WIDTH + GAP) - GAP + 28,
            TOP + rows * (PANEL_HEIGHT + GAP) - 18);
  }

  static String of(List<Comparison> comparisons) {
    LagChart chart = new LagChart(comparisons.size());
    Ink.legend(chart.svg, LEFT, 22);
    for (int i = 0; i < comparisons.size(); i++) {
      chart.left = LEFT + (i % COLUMNS) * (double) (PANEL_WIDTH + GAP);
      chart.top = TOP + Math.floorDiv(i, COLUMNS) * (double) (PANEL_HEIGHT + GAP);
      chart.panel(comparisons.get(i));
    }
    return chart.svg.toString();
  }

  private void panel(Comparison comparison) {
    Scenario scenario = comparison.scenario();
    svg.text(left, top - 8, "start", 14, "#1f2328", scenario.name() + ": p99 of text lag");
    if (scenario.struck() >= 0) {
      double from = x(scenario.struckSeconds(), scenario);
      svg.rectangle(from, top, x(scenario.backSeconds(), scenario) - from, PANEL_HEIGHT, "#f6f1e4");
    }
    for (double millis : LINES_MILLIS) {
      svg.line(left, y(millis), left + PANEL_WIDTH, y(millis), Ink.FAINT, 1);
      String said = millis < 1_000 ? "%.0f ms" : "%.0f s";
      double value = millis < 1_000 ? millis : millis / 1_000;
      svg.text(left - 6, y(millis) + 4, "end", 11, Ink.GREY, said.formatted(value));
    }
    for (int minute = 0; minute * 60 <= scenario.seconds(); minute += 5) {
      double at = x(minute * 60, scenario);
      svg.text(at, top + PANEL_HEIGHT + 16, "middle", 11, Ink.GREY, minute + " min");
    }
    for (Policy policy : Policy.values()) {
      Ink ink = Ink.of(policy);
      svg.polyline(
          points(comparison.of(policy).course(), scenario),
          ink.colour(),
          ink.strokeWidth(),
          ink.dashes());
    }
  }

  private List<Point> points(LagCourse course, Scenario scenario) {
    List<Point> points = new ArrayList<>();
    for (int window = 0; window < course.windows(); window++) {
      double seconds = (window + 0.5) * LagCourse.WINDOW_SECONDS;
      points.add(new Point(x(seconds, scenario), y(course.p99Millis(window))));
    }
    return points;
  }

  private double x(double seconds, Scenario scenario) {
    return left + PANEL_WIDTH * seconds / scenario.seconds();
  }

  private double y(double millis) {
    double within = Math.clamp(millis, LEAST_MILLIS, MOST_MILLIS);
    double share = Math.log(within / LEAST_MILLIS) / Math.log(MOST_MILLIS / LEAST_MILLIS);
    return top + PANEL_HEIGHT * (1 - share);
  }
}
