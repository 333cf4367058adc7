package dev.stenogate.fleet;

/** How a policy is drawn. */
record Ink(String colour, double strokeWidth, String dashes) {
  static final String GREY = "#57606a";
  static final String FAINT = "#d8dee4";

  static Ink of(Policy policy) {
    return switch (policy) {
      case ROUND_ROBIN -> new Ink("#1b7c83", 1.2, "none");
      case RANDOM -> new Ink("#bf8700", 1.2, "none");
      case LEAST_SESSIONS -> new Ink("#8250df", 1.2, "none");
      case LEAST_SHARE -> new Ink("#0969da", 1.2, "none");
      case PEAK_EWMA -> new Ink("#2da44e", 1.2, "none");
      case OURS -> new Ink("#cf222e", 2.4, "none");
      case OMNISCIENT -> new Ink("#1f2328", 1.4, "4 3");
    };
  }

  /** All policies with their names, in a row. */
  static void legend(Svg svg, double x, double y) {
    double at = x;
    for (Policy policy : Policy.values()) {
      Ink ink = of(policy);
      svg.line(at, y - 4, at + 18, y - 4, ink.colour, ink.strokeWidth + 0.6);
      svg.text(at + 23, y, "start", 12, GREY, policy.label());
      at += 52 + 7.2 * policy.label().length();
    }
  }
}
