package dev.stenogate.cluster;

import dev.stenogate.routing.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replica says of itself when it compares its rights with those of the others.
 *
 * @param seq counts up with each; a command that was overtaken by a later one has no effect
 * @param acked the last one whose answer was heard: who divides the slots must remember it
 * @param leaving whether the replica stops
 */
record Sync(long seq, long acked, boolean leaving, List<Report> reports) {
  Sync {
    reports = List.copyOf(reports);
  }

  /**
   * One endpoint.
   *
   * @param allowed slots that may be held from now on
   * @param held slots that are held; above {@code allowed} while sessions leave
   * @param wanted slots that calls wait for
   */
  record Report(Endpoint endpoint, int allowed, int held, int wanted) {
    /** The rights that the replica makes use of. */
    int has() {
      return Math.max(allowed, held);
    }
  }

  /** As the script takes it. */
  List<String> words(String replica, long leaseMillis) {
    List<String> words = new ArrayList<>(5 + 5 * reports.size());
    words.add(replica);
    words.add(Long.toString(seq));
    words.add(Long.toString(acked));
    words.add(Long.toString(leaseMillis));
    words.add(leaving ? "1" : "0");
    for (Report report : reports) {
      words.add(report.endpoint().name());
      words.add(Integer.toString(report.endpoint().sessionsMax()));
      words.add(Integer.toString(report.has()));
      words.add(Integer.toString(report.held()));
      words.add(Integer.toString(report.wanted()));
    }
    return words;
  }
}
