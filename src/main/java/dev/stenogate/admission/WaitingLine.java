package dev.stenogate.admission;

import dev.stenogate.tenant.Priority;
import java.util.ArrayList;
import java.util.EnumMap;
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
    keepBounds(staying, refused, nowNanos);
    staying.removeAll(refused.keySet());
    staying.forEach(t -> t.fresh = false);
    refused.keySet().forEach(this::leave);
    if (!waited && !staying.isEmpty()) {
      sinceNanos = nowNanos;
    }
    waited = !staying.isEmpty();
    stand(nowNanos);
    return refused;
  }

  private Refusal inVain(Ticket ticket, int before, long nowNanos) {
    long waitedNanos = ticket.isPatient() ? ticket.waitedNanos(nowNanos) : 0;
    return switch (ticket.last) {
      case Attempt.Full full ->
          new Refusal.PoolFull(
              full.slots(), before, waitedNanos, estimate(before, nowNanos).orElse(0));
      case Attempt.NoneServes _, Attempt.Taken _ -> new Refusal.NoneServes(waitedNanos);
    };
  }

  /** Those who only linger for a moment are bounded by themselves: they take nobody's place. */
  private void keepBounds(List<Ticket> staying, Map<Ticket, Refusal> refused, long nowNanos) {
    long retryNanos = estimate(staying.size(), nowNanos).orElse(0);
    List<Ticket> waiting = new ArrayList<>(staying);
    waiting.removeIf(t -> !t.isPatient());
    if (limits.callsPerTenantMax() < limits.callsMax()) { // Else the line is full before.
      keepTenantsBound(waiting, refused, retryNanos);
    }
    for (Ticket out : beyond(limits.callsMax(), waiting)) {
      refused.put(out, new Refusal.LineFull(limits.callsMax(), retryNanos));
    }
    List<Ticket> lingering = new ArrayList<>(staying);
    lingering.removeIf(Ticket::isPatient);
    for (Ticket out : beyond(limits.callsMax(), lingering)) {
      refused.put(out, inVain(out, staying.indexOf(out), nowNanos));
    }
  }

  private void keepTenantsBound(
      List<Ticket> waiting, Map<Ticket, Refusal> refused, long retryNanos) {
    int callsMax = limits.callsPerTenantMax();
    Map<String, List<Ticket>> tenants = new LinkedHashMap<>();
    waiting.forEach(t -> tenants.computeIfAbsent(t.tenant().name(), _ -> new ArrayList<>()).add(t));
    tenants.forEach(
        (tenant, calls) ->
            beyond(callsMax, calls)
                .forEach(
                    t -> refused.put(t, new Refusal.TenantLimit(tenant, callsMax, retryNanos))));
    waiting.removeAll(refused.keySet());
  }

  /**
   * Who must go from a line that holds so many: a call that comes to a full one pushes out the last
   * of a lower class, or goes itself.
   */
  private static List<Ticket> beyond(int callsMax, List<Ticket> line) {
    List<Ticket> staying = new ArrayList<>(line);
    List<Ticket> out = new ArrayList<>();
    while (staying.size() > callsMax) {
      Priority lowest = staying.getLast().priority();
      Ticket last =
          staying.reversed().stream()
              .filter(t -> t.fresh && t.priority() == lowest)
              .findFirst()
              .orElse(staying.getLast());
      staying.remove(last);
      out.add(last);
    }
    return out;
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
