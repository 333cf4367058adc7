package dev.stenogate.session;

import dev.stenogate.routing.Failure;
import dev.stenogate.upstream.Signal;
import java.util.Optional;

/**
 * Why a link is of no more use.
 *
 * @param kind who found it
 * @param label for metrics: a {@link Signal.Reason} or one of the session's own findings
 * @param detail for people
 */
record Trouble(Kind kind, String label, String detail) {
  /** Who found it, and so what follows. */
  enum Kind {
    /** The link failed by itself. */
    FAILED,
    /** The link stands, but does not do what it must: found by the session's watchdog. */
    SICK,
    /** Trying the same endpoint again cannot help before somebody changes the configuration. */
    MISCONFIGURED,
    /** The slot belongs to another replica now; the endpoint is not to blame. */
    SLOT_LOST
  }

  /** As much as a log line needs of what a model says in an error. */
  private static final int MESSAGE_CHARS_MAX = 160;

  static Trouble closed(Signal.Closed closed) {
    Kind kind = closed.reason().isConfiguration() ? Kind.MISCONFIGURED : Kind.FAILED;
    return new Trouble(kind, closed.reason().label(), closed.detail());
  }

  static Trouble modelError(Signal.Fault fault) {
    String said = fault.message();
    String cut = said.substring(0, Math.min(said.length(), MESSAGE_CHARS_MAX));
    return new Trouble(
        Kind.FAILED,
        "model_error",
        "the model reported an error: %s (%s)".formatted(fault.code(), cut));
  }

  static Trouble connectTimeout(long nanos) {
    return new Trouble(
        Kind.FAILED,
        "connect_timeout",
        "the model did not accept the link within %d ms".formatted(millis(nanos)));
  }

  static Trouble protocol(String detail) {
    return new Trouble(Kind.FAILED, Signal.Reason.PROTOCOL.label(), detail);
  }

  static Trouble stalled(long nanos) {
    return sick("stalled", "deltas were due and none came for %d ms".formatted(millis(nanos)));
  }

  static Trouble slotLost() {
    return new Trouble(
        Kind.SLOT_LOST, "slot_lost", "another replica has the slot, this one was away too long");
  }

  static Trouble noDone(long nanos) {
    return sick("no_done", "all deltas came, but no answer for %d ms".formatted(millis(nanos)));
  }

  static Trouble unwritable(long nanos) {
    return sick("unwritable", "the link took no audio for %d ms".formatted(millis(nanos)));
  }

  static Trouble lagging(long nanos) {
    return sick(
        "lagging",
        "%d ms of audio waited, and the model heard it slower than real time"
            .formatted(millis(nanos)));
  }

  static Trouble blank(int speechMillis) {
    return sick(
        "blank_tokens",
        "the model wrote nothing over %d ms with voice activity".formatted(speechMillis));
  }

  private static Trouble sick(String label, String detail) {
    return new Trouble(Kind.SICK, label, detail);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  /** The same, for those who know endpoints and no links; empty where the endpoint did nothing. */
  Optional<Failure> failure() {
    return switch (kind) {
      case FAILED -> Optional.of(Failure.BROKEN);
      case SICK -> Optional.of(Failure.SICK);
      case MISCONFIGURED -> Optional.of(Failure.MISCONFIGURED);
      case SLOT_LOST -> Optional.empty();
    };
  }

  boolean isConfiguration() {
    return kind == Kind.MISCONFIGURED;
  }

  /** How a session ends whose last attempt failed with this. */
  Ending ending() {
    return isConfiguration()
        ? new Ending(Outcome.UPSTREAM_MISCONFIGURED, detail, toldOfConfiguration())
        : new Ending(
            Outcome.UPSTREAM_LOST,
            detail,
            "the endpoints that were tried failed, the last one by: " + label);
  }

  private String toldOfConfiguration() {
    return label.equals(Signal.Reason.DENIED.label())
        ? "the endpoint refuses this gateway's credentials or rights (401 or 403); its log says more"
        : "the endpoint does not know what this gateway asks for (4xx); its log says more";
  }
}
