package dev.stenogate.admission;

import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import java.util.Optional;

/** One call in the line of one pool. */
public final class Ticket {
  final String pool;
  final Claim claim;
  final Waiter waiter;
  final long joinedNanos;

  /** Whether no round has looked at it yet. */
  boolean fresh = true;

  /** What came of the last round. */
  Attempt last = new Attempt.Full(0);

  private volatile Place place; // null before its first round

  Ticket(String pool, Claim claim, Waiter waiter, long joinedNanos) {
    this.pool = pool;
    this.claim = claim;
    this.waiter = waiter;
    this.joinedNanos = joinedNanos;
  }

  /** Where it stood when last looked at; empty: it was not yet. Any thread. */
  public Optional<Place> place() {
    return Optional.ofNullable(place);
  }

  void stands(Place at) {
    place = at;
  }

  Tenant tenant() {
    return claim.tenant();
  }

  Priority priority() {
    return claim.priority();
  }

  long waitedNanos(long nowNanos) {
    return nowNanos - joinedNanos;
  }

  /** Whether it is willing to wait; else it lingers a moment at most. */
  boolean isPatient() {
    return claim.maxWaitNanos() > 0;
  }

  /** Whether it waited as long as it was willing to. */
  boolean isDue(long nowNanos) {
    return waitedNanos(nowNanos) >= claim.maxWaitNanos();
  }
}
