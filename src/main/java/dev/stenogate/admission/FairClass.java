package dev.stenogate.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of one priority class: tenants take turns by weighted deficit round robin, where each
 * slot costs 1; within a tenant who came first goes first. Confined.
 */
final class FairClass {
  /** What a tenant has in the line. Its credit is at least 1 between two calls of this class. */
  private static final class Share {
    final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
    int weight;
    double credit;
  }

  /** A share while the order is foretold. */
  private static final class Turn {
    final Iterator<Ticket> waiting;
    final double quantum;
    double credit;

    Turn(Share share, double quantum) {
      this.waiting = share.waiting.iterator();
      this.quantum = quantum;
      this.credit = share.credit;
    }
  }

  private final Map<String, Share> shares = new LinkedHashMap<>(); // who is next, first

  void add(Ticket ticket) {
    Share share = shares.computeIfAbsent(ticket.tenant().name(), _ -> new Share());
    share.weight = ticket.tenant().weight();
    if (share.waiting.isEmpty()) {
      share.credit = quantum(share);
    }
    share.waiting.add(ticket);
  }

  /** It leaves without a slot, which costs its tenant nothing. Gives whether it was there. */
  boolean remove(Ticket ticket) {
    String tenant = ticket.tenant().name();
    Share share = shares.get(tenant);
    boolean was = share != null && share.waiting.remove(ticket);
    if (was && share.waiting.isEmpty()) {
      shares.remove(tenant);
    }
    return was;
  }

  /** It leaves with a slot. Gives whether it was there. */
  boolean serve(Ticket ticket) {
    String tenant = ticket.tenant().name();
    Share share = shares.get(tenant);
    boolean was = remove(ticket);
    if (was && !share.waiting.isEmpty()) {
      share.credit--;
      if (share.credit < 1) { // Its turn is over.
        share.credit += quantum(share);
        shares.remove(tenant);
        shares.put(tenant, share);
      }
    }
    return was;
  }

  /** All of them, as they would be served if all wanted the same. */
  List<Ticket> order() {
    List<Ticket> order = new ArrayList<>();
    ArrayDeque<Turn> turns = new ArrayDeque<>();
    shares.values().forEach(share -> turns.add(new Turn(share, quantum(share))));
    while (!turns.isEmpty()) {
      Turn turn = turns.remove();
      for (; turn.credit >= 1 && turn.waiting.hasNext(); turn.credit--) {
        order.add(turn.waiting.next());
      }
      if (turn.waiting.hasNext()) {
        turn.credit += turn.quantum;
        turns.add(turn);
      }
    }
    return order;
  }

  /** Slots of a turn: relative to the least weight, so that turns are as short as they can be. */
  private double quantum(Share share) {
    int least = shares.values().stream().mapToInt(s -> s.weight).min().orElse(share.weight);
    return (double) share.weight / least;
  }
}
