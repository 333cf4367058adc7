package dev.stenogate.routing;

import java.util.List;

/**
 * The room that endpoints have left for a call, at one moment.
 *
 * @param of the endpoints that the call could have, at least one
 */
record Room(List<Standing> of, Ask ask, long nowNanos) {
  /** 0.1 + 0.2 of 10 slots are 3. */
  private static final double ROUNDING = 1e-6;

  /**
   * Whether, besides the slot of this call, as many are free as are held back from it, and as calls
   * that lost their endpoint look for.
   */
  boolean suffices(int seeking) {
    List<Standing> serving = serving();
    int all =
        serving.stream()
            .filter(Standing::isHealthy)
            .mapToInt(s -> Math.min(s.allowed(), s.safe()))
            .sum();
    int free = serving.stream().mapToInt(s -> Math.max(0, s.room(nowNanos))).sum();
    int heldBack = (int) Math.ceil(ask.heldBack() * all - ROUNDING);
    // Of what is left something must be had by all, or a small part would serve nobody.
    return free > Math.min(heldBack, Math.max(0, all - 1)) + seeking;
  }

  /** Whether this replica has less than all slots, so that others may have some for it. */
  boolean mayGrow() {
    return of.stream().anyMatch(s -> s.allowed() < s.endpoint().sessionsMax());
  }

  /** Why none of them was picked. */
  Selection refusal() {
    List<Standing> serving = serving();
    boolean anyIsWell = serving.stream().anyMatch(Standing::isHealthy);
    boolean wereTried =
        ask.again()
            && serving.stream().anyMatch(s -> s.roomOfLast() > 0 && s.isHealthy() == anyIsWell);
    return serving.isEmpty() || wereTried
        ? new Selection.Throttled()
        : new Selection.Full(
            serving.stream()
                .mapToInt(s -> ask.again() ? s.endpoint().sessionsMax() : s.safe())
                .sum());
  }

  private List<Standing> serving() {
    return of.stream().filter(s -> s.admits(nowNanos)).toList();
  }
}
