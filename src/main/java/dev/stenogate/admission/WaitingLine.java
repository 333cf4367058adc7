package dev.stenogate.admission;

import dev.stenogate.tenant.Priority;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The line of one pool: who goes first, who has waited enough, and who cannot wait at all. Higher
 * classes go before lower ones. Confined; time is an argument.
 */
final class WaitingLine {
  private final WaitingLimits limits;
  private final Map<Priority, FairClass> classes = new EnumMap<>(Priority.class);
  private final Set<Ticket> inside = new HashSet<>();
  private SlotRate rate = SlotRate.UNKNOWN;
  private long sinceNanos; // when a slot last came free, or the line began
  private boolean waited; // whether there was a line after the last round

  WaitingLine(WaitingLimits limits) {
    this.limits = limits;
    for (Priority priority : Priority.values()) {
      classes.put(priority, new FairClass());
    }
  }

  void join(Ticket ticket) {
    inside.add(ticket);
    classes.get(ticket.priority()).add(ticket);
  }

  /** Gives whether it was in the line; its place is free at once. */
  boolean leave(Ticket ticket) {
    return inside.remove(ticket) && classes.get(ticket.priority()).remove(ticket);
  }

  /** It goes with a slot. Gives whether it was in the line. */
  boolean serve(Ticket ticket) {
    return inside.remove(ticket) && classes.get(ticket.priority()).serve(ticket);
  }

  boolean contains(Ticket ticket) {
    return inside.contains(ticket);
  }

  int size() {
    return inside.size();
  }

  /** Everybody, the next first. */
  List<Ticket> order() {
    List<Ticket> order = new ArrayList<>(inside.size());
    classes.values().forEach(c -> order.addAll(c.order()));
    return order;
  }

  /**
   * Ends a round: removes those who get nothing, and tells the others where they stand.
   *
   * @param offered whom the round looked at, in their order
   * @param due those of them who do not wait any longer
   * @param slots how many went to calls that had waited
   */
  Map<Ticket, Refusal> close(List<Ticket> offered, Set<Ticket> due, int slots, long nowNanos) {
    if (slots > 0) {
      rate = rate.came(slots, nowNanos - sinceNanos, nowNanos);
      sinceNanos = nowNanos;
    }
    Map<Ticket, Refusal> refused = new LinkedHashMap<>();
    List<Ticket> order = order();
    for (int i = 0; i < order.size(); i++) {
      Ticket ticket = order.get(i);
      if (due.contains(ticket)) {
        refused.put(ticket, inVain(ticket, i, nowNanos));
      }
    }
    List<Ticket> staying = new ArrayList<>(offered);
    staying.removeIf(t -> !contains(t) || refused.containsKey(t));
    long retryNanos = estimate(staying.size(), nowNanos).orElse(0);
    keepTenantsBound(staying, refused, retryNanos);
    keepBound(staying, refused, retryNanos);
    refused.keySet().forEach(this::leave);
    if (!waited && !staying.isEmpty()) {
      sinceNanos = nowNanos;
    }
    waited = !staying.isEmpty();
    stand(nowNanos);
    return refused;
  }

  private Refusal inVain(Ticket ticket, int before, long nowNanos) {
    long waitedNanos = ticket.claim.maxWaitNanos() == 0 ? 0 : ticket.waitedNanos(nowNanos);
    return switch (ticket.last) {
      case Attempt.Full full ->
          new Refusal.PoolFull(
              full.slots(), before, waitedNanos, estimate(before, nowNanos).orElse(0));
      case Attempt.NoneServes _, Attempt.Taken _ -> new Refusal.NoneServes(waitedNanos);
    };
  }

  /** Who came last cannot stay where its tenant has too many. */
  private void keepTenantsBound(
      List<Ticket> staying, Map<Ticket, Refusal> refused, long retryNanos) {
    Map<String, Integer> counts = new HashMap<>();
    staying.forEach(t -> counts.merge(t.tenant().name(), 1, Integer::sum));
    for (Ticket ticket : List.copyOf(staying).reversed()) {
      String tenant = ticket.tenant().name();
      if (ticket.fresh && counts.get(tenant) > limits.callsPerTenantMax()) {
        counts.merge(tenant, -1, Integer::sum);
        staying.remove(ticket);
        refused.put(
            ticket, new Refusal.TenantLimit(tenant, limits.callsPerTenantMax(), retryNanos));
      }
    }
  }

  /** A call that comes to a full line pushes out the last of a lower class, or goes itself. */
  private void keepBound(List<Ticket> staying, Map<Ticket, Refusal> refused, long retryNanos) {
    while (staying.size() > limits.callsMax()) {
      Priority lowest = staying.getLast().priority();
      Ticket out =
          staying.reversed().stream()
              .filter(t -> t.fresh && t.priority() == lowest)
              .findFirst()
              .orElse(staying.getLast());
      staying.remove(out);
      refused.put(out, new Refusal.LineFull(limits.callsMax(), retryNanos));
    }
    staying.forEach(t -> t.fresh = false);
  }

  private void stand(long nowNanos) {
    List<Ticket> order = order();
    for (int i = 0; i < order.size(); i++) {
      order.get(i).stands(new Place(i, estimate(i, nowNanos)));
    }
  }

  /** While nobody waits, that no slot came says nothing. */
  private OptionalLong estimate(int before, long nowNanos) {
    return rate.waitNanos(before, waited ? sinceNanos : nowNanos, nowNanos);
  }
}
