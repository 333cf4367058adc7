package dev.stenogate.simulation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often what happened: faults that struck, and the ways out that were taken. */
final class Coverage {
  /** Faults by which a model says that it cannot. */
  private static final List<Fault> ERRORS =
      List.of(
          Fault.ERROR_EVENT,
          Fault.ERROR_WITHOUT_CODE,
          Fault.ALL_GENERATIONS_FAIL,
          Fault.POISONED_AUDIO,
          Fault.ENGINE_DEATH);

  private static final int ERRORS_LEAST = 3;

  /** A session tries three links before it gives up. */
  private static final int LINKS_LEAST = 3;

  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private long linkFailures;
  private long gaps;
  private long sessionsLost;
  private final Map<String, Long> paths = new TreeMap<>();

  void struck(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /** A way that was taken, by a name from a closed list. */
  void took(String path) {
    paths.merge(path, 1L, Long::sum);
  }

  /** A gateway gave a link up. */
  void linkFailed(String label) {
    took("link failed: " + label);
    linkFailures++;
  }

  /** Audio is given up only after a third error of a model. */
  void gap() {
    gaps++;
    took("audio gap");
  }

  /** A session was given up because endpoints failed. */
  void sessionLost() {
    sessionsLost++;
  }

  /**
   * Whatever the ways out hide: no link fails to which nothing happened, and no audio is given up
   * that another endpoint could have heard.
   */
  void checkCauses() {
    long errors = 0;
    for (Fault fault : ERRORS) {
      errors += count(fault);
    }
    Violation.unless(
        gaps == 0 || errors >= ERRORS_LEAST, "audio is given up after %d errors", errors);
    long links = 0;
    for (Fault fault : Fault.values()) {
      if (fault.scope() == Fault.Scope.ENDPOINT && count(fault) > 0) {
        return; // How many links it meets is not known.
      }
      links += fault.scope() == Fault.Scope.LINK ? count(fault) : 0;
    }
    Violation.unless(
        linkFailures <= links, "%d links failed, but only %d met a fault", linkFailures, links);
    // A call that nobody knows to be lost keeps its slot for up to a minute.
    Violation.unless(
        sessionsLost == 0 || links >= LINKS_LEAST || count(Fault.CALL_LOST_UNNOTICED) > 0,
        "%d sessions were given up after %d faults of links",
        sessionsLost,
        links);
  }

  long count(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  long count(String path) {
    return paths.getOrDefault(path, 0L);
  }

  void add(Coverage other) {
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.paths.forEach((path, count) -> paths.merge(path, count, Long::sum));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("faults that struck:\n");
    for (Fault fault : Fault.values()) {
      text.append("  %-32s %,12d%n".formatted(fault, count(fault)));
    }
    text.append("what came of it:\n");
    paths.forEach((path, count) -> text.append("  %-48s %,12d%n".formatted(path, count)));
    return text.toString();
  }
}
