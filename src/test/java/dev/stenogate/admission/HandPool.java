package dev.stenogate.admission;

import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pool of slots by need, a clock, and calls that want slots, all driven by hand. */
final class HandPool {
  static final String NAME = "live";
  static final long SECOND = 1_000_000_000L;

  final WaitingRoom room;
  final List<Call> served = new ArrayList<>();
  long nowNanos = 77; // Nobody may take 0 for the beginning.
  boolean serves = true;
  boolean roomComesSoon;
  int waiting; // as the room tells

  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Integer> free = new HashMap<>();

  HandPool(WaitingLimits limits) {
    room = new WaitingRoom(limits, () -> nowNanos);
    room.onWaiting((_, calls) -> waiting = calls);
  }

  /** With one kind of slots. */
  static HandPool of(int slots) {
    return new HandPool(WaitingLimits.DEFAULT).with("any", slots);
  }

  HandPool with(String need, int count) {
    slots.put(need, count);
    free.put(need, count);
    return this;
  }

  /** A call that wants a slot. */
  final class Call implements Waiter {
    final Claim claim;
    final String need;
    private final String name;
    Ticket ticket;
    Refusal refusal;
    int answers;
    int held;
    int given;
    RuntimeException throwsWhenAsked; // null: it works
    RuntimeException throwsWhenTold;
    RuntimeException defect;
    boolean leavesInBetween; // when its slot is taken and not yet its own

    Call(String name, Claim claim, String need) {
      this.name = name;
      this.claim = claim;
      this.need = need;
    }

    Call join() {
      ticket = room.join(NAME, claim, this);
      return this;
    }

    boolean waits() {
      return answers == 0;
    }

    Place place() {
      return ticket.place().orElseThrow();
    }

    /** Its call ends, with which its slot comes free. */
    void end() {
      held--;
      put(need, 1);
    }

    @Override
    public Object needs() {
      return need;
    }

    @Override
    public Attempt tryTake(double heldBack) {
      if (throwsWhenAsked != null) {
        throw throwsWhenAsked;
      }
      if (!serves) {
        return new Attempt.NoneServes();
      }
      int left = free.get(need);
      if (left - 1 < Math.ceil(heldBack * slots.get(need) - 1e-6)) {
        return new Attempt.Full(slots.get(need));
      }
      free.put(need, left - 1);
      held++;
      if (leavesInBetween) {
        room.leave(ticket);
      }
      return new Attempt.Taken();
    }

    @Override
    public boolean roomComesSoon() {
      return roomComesSoon;
    }

    @Override
    public void served() {
      fails();
      answers++;
      served.add(this);
    }

    @Override
    public void giveBack() {
      given++;
      end();
    }

    @Override
    public void refused(Refusal why) {
      fails();
      answers++;
      refusal = why;
    }

    @Override
    public void failed(RuntimeException why) {
      answers++;
      defect = why;
    }

    private void fails() {
      if (throwsWhenTold != null) {
        throw throwsWhenTold;
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  Call call(String name) {
    return call(name, Tenant.DEFAULT, Priority.STANDARD, 30);
  }

  Call call(String name, Tenant tenant, Priority priority, long maxWaitSeconds) {
    return new Call(name, new Claim(tenant, priority, maxWaitSeconds * SECOND), "any");
  }

  Call impatient(String name) {
    return call(name, Tenant.DEFAULT, Priority.STANDARD, 0);
  }

  Call needing(String name, String need) {
    return new Call(name, new Claim(Tenant.DEFAULT, Priority.STANDARD, 30 * SECOND), need);
  }

  /** So many slots come free. */
  void put(String need, int count) {
    free.merge(need, count, Integer::sum);
    room.freed(NAME);
  }

  /** Time passes for those who wait, who look each tick. */
  void pass(double seconds, Call... waiting) {
    long until = nowNanos + (long) (seconds * SECOND);
    while (nowNanos < until) {
      nowNanos = Math.min(until, nowNanos + SECOND / 4);
      for (Call call : waiting) {
        if (call.waits()) {
          room.look(call.ticket);
        }
      }
    }
  }

  int free(String need) {
    return free.get(need);
  }

  String servedNames() {
    return String.join(" ", served.stream().map(Call::toString).toList());
  }
}
