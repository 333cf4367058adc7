package dev.stenogate.cluster;

import dev.stenogate.cluster.Answer.Grant;
import dev.stenogate.cluster.Sync.Report;
import dev.stenogate.routing.Holdings.Holding;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a replica stands with those who divide the slots: a value that every question and answer
 * makes a new one of.
 *
 * <p>What keeps the sum of all rights within a cap: rights are recorded before the replica hears of
 * them, and are given up here before the record hears of it. So the record has at least what the
 * replica makes use of, whatever is lost on the way; answers to older questions than the last are
 * never listened to.
 *
 * @param seq of the last question
 * @param acked the last question whose answer was heard
 * @param settled whether an answer ever came from a record that is whole
 * @param heardNanos when the last answer came; at first, when the replica started
 */
record Rights(long seq, long acked, boolean settled, long heardNanos) {
  /** Those of a replica that starts. */
  static Rights none(long nowNanos) {
    return new Rights(0, 0, false, nowNanos);
  }

  /** With one more question asked. */
  Rights asking() {
    return new Rights(seq + 1, acked, settled, heardNanos);
  }

  /** The question. */
  Sync question(List<Holding> holdings, boolean leaving) {
    return new Sync(
        seq,
        acked,
        leaving,
        holdings.stream()
            .map(h -> new Report(h.endpoint(), h.allowed(), h.held(), h.wanted()))
            .toList());
  }

  /** With the answer to the last question heard. */
  Rights heard(Answer answer, long nowNanos) {
    return switch (answer) {
      case Answer.Overtaken _ -> this;
      case Answer.Granted g -> new Rights(seq, seq, settled || !g.recovering(), nowNanos);
    };
  }

  /**
   * Whether a replica that never had rights takes its share without asking: by then replicas that
   * are gone hold nothing any more, and those that are there are as lost as this one.
   */
  boolean mayTakeShare(long nowNanos, long leaseNanos) {
    return !settled && nowNanos - heardNanos >= leaseNanos;
  }

  /** What the answer to a question means. */
  static List<Order> orders(Sync question, Answer answer) {
    List<Order> orders = new ArrayList<>();
    if (answer instanceof Answer.Granted granted) {
      for (int i = 0; i < question.reports().size(); i++) {
        add(orders, question.reports().get(i), granted.grants().get(i));
      }
    }
    return orders;
  }

  private static void add(List<Order> orders, Report report, Grant grant) {
    String endpoint = report.endpoint().name();
    orders.add(new Order.Elsewhere(endpoint, grant.heldElsewhere()));
    if (grant.rights() < report.allowed()) {
      int sessions = Math.max(0, report.held() - grant.rights());
      orders.add(new Order.Shed(endpoint, grant.rights(), sessions));
    } else if (grant.rights() >= report.held()) {
      int slots = Math.min(grant.rights(), grant.target());
      orders.add(new Order.Allow(endpoint, slots, grant.rights()));
    } // Else sessions are leaving already.
  }
}
