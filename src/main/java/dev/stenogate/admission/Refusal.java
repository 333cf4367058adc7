package dev.stenogate.admission;

/** Why a call gets no slot. Times in nanoseconds. */
public sealed interface Refusal {
  /** When coming back may help, 1 s to 5 min; 0: not known. */
  long retryNanos();

  /**
   * No slot is free for it: they are taken, or kept for others.
   *
   * @param slots how many there are
   * @param before calls that would go first
   * @param waitedNanos how long it waited; 0: it was not willing to
   */
  record PoolFull(int slots, int before, long waitedNanos, long retryNanos) implements Refusal {}

  /** As many calls as may wait do so, none of them of a lower class. */
  record LineFull(int callsMax, long retryNanos) implements Refusal {}

  /** As many calls of its tenant wait as may. */
  record TenantLimit(String tenant, int callsMax, long retryNanos) implements Refusal {}

  /** No endpoint serves, after so long a wait. */
  record NoneServes(long waitedNanos) implements Refusal {
    @Override
    public long retryNanos() {
      return 0;
    }
  }
}
