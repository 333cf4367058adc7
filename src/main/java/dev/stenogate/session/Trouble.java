package dev.stenogate.session;

import dev.stenogate.upstream.Signal;

/**
 * Why a link is of no more use.
 *
 * @param label for metrics: a {@link Signal.Reason} or one of the session's own findings
 * @param configuration trying the same endpoint again cannot help
 * @param detail for people
 */
record Trouble(String label, boolean configuration, String detail) {
  /** As much as a log line needs of what a model says in an error. */
  private static final int MESSAGE_CHARS_MAX = 160;

  static Trouble closed(Signal.Closed closed) {
    return new Trouble(closed.reason().label(), closed.reason().isConfiguration(), closed.detail());
  }

  static Trouble modelError(Signal.Fault fault) {
    String said = fault.message();
    String cut = said.substring(0, Math.min(said.length(), MESSAGE_CHARS_MAX));
    return new Trouble(
        "model_error", false, "the model reported an error: %s (%s)".formatted(fault.code(), cut));
  }

  static Trouble connectTimeout(long nanos) {
    return new Trouble(
        "connect_timeout",
        false,
        "the model did not accept the link within %d ms".formatted(nanos / 1_000_000));
  }

  static Trouble stalled(long nanos) {
    return new Trouble(
        "stalled", false, "deltas were due and none came for %d ms".formatted(nanos / 1_000_000));
  }

  static Trouble unwritable(long nanos) {
    return new Trouble(
        "stalled", false, "the link took no audio for %d ms".formatted(nanos / 1_000_000));
  }

  static Trouble protocol(String detail) {
    return new Trouble(Signal.Reason.PROTOCOL.label(), false, detail);
  }

  /** How a session ends whose last attempt failed with this. */
  Ending ending() {
    return configuration
        ? new Ending(Outcome.UPSTREAM_MISCONFIGURED, detail, toldOfConfiguration(), null)
        : new Ending(
            Outcome.UPSTREAM_LOST,
            detail,
            "the endpoints that were tried failed, the last one by: " + label,
            null);
  }

  private String toldOfConfiguration() {
    return label.equals(Signal.Reason.DENIED.label())
        ? "the endpoint refuses this gateway's credentials or rights (401 or 403); its log says more"
        : "the endpoint does not know what this gateway asks for (4xx); its log says more";
  }
}
