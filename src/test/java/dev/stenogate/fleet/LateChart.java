package dev.stenogate.fleet;

import java.util.List;

/** Share of session-seconds in which text was late: a row for each scenario, a dot each policy. */
final class LateChart {
  private static final int LEFT = 200;
  private static final int WIDTH = 840;
  private static final int TOP = 52;
  private static final int ROW = 44;
  private static final double APART = 3.2;
  private static final double LEAST = 1e-6;
  private static final double MOST = 1;
  private static final double[] LINES = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1};
  private static final String[] LABELS = {"0.001 %", "0.01 %", "0.1 %", "1 %", "10 %"};

  private LateChart() {}

  static String of(List<Comparison> comparisons) {
    int bottom = TOP + ROW * comparisons.size();
    Svg svg = new Svg(LEFT + WIDTH + 90, bottom + 46);
    Ink.legend(svg, 20, 22);
    svg.text(LEFT, bottom + 16, "middle", 11, Ink.GREY, "none");
    for (int i = 0; i < LINES.length; i++) {
      svg.line(x(LINES[i]), TOP - 8, x(LINES[i]), bottom, Ink.FAINT, 1);
      svg.text(x(LINES[i]), bottom + 16, "middle", 11, Ink.GREY, LABELS[i]);
    }
    svg.text(
        LEFT + WIDTH / 2.0,
        bottom + 36,
        "middle",
        12,
        Ink.GREY,
        "share of session-seconds in which text was more than 2 s late");
    for (int i = 0; i < comparisons.size(); i++) {
      row(svg, comparisons.get(i), TOP + ROW * (i + 0.4));
    }
    return svg.toString();
  }

  private static void row(Svg svg, Comparison comparison, double y) {
    svg.line(LEFT, y, LEFT + (double) WIDTH, y, Ink.FAINT, 1);
    svg.text(LEFT - 14, y + 4, "end", 13, "#1f2328", comparison.scenario().name());
    double apart = -3 * APART; // or equals would hide each other
    for (Policy policy : Policy.values()) {
      Result result = comparison.of(policy);
      double share = result.lateSeconds() / result.sampledSeconds();
      svg.circle(x(share), y + apart, policy == Policy.OURS ? 6 : 4, Ink.of(policy).colour());
      apart += APART;
    }
  }

  private static double x(double share) {
    double within = Math.clamp(share, LEAST, MOST);
    return LEFT + WIDTH * Math.log(within / LEAST) / Math.log(MOST / LEAST);
  }
}
