package dev.stenogate.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Which address is dialled next, and when. Addresses go round from a random one; waits grow while
 * nothing comes of it.
 */
final class Redial {
  private final ReconnectLimits limits;
  private final RandomGenerator chance;

  /** Per address: not before this moment, by the server's own word. */
  private final long[] notBeforeNanos;

  private int address;
  private int attempts;
  private OptionalLong givenUpAtNanos = OptionalLong.empty();

  Redial(ReconnectLimits limits, int addresses, RandomGenerator chance, long nowNanos) {
    this.limits = limits;
    this.chance = chance;
    this.notBeforeNanos = new long[addresses];
    Arrays.fill(notBeforeNanos, nowNanos);
    this.address = chance.nextInt(addresses);
  }

  int address() {
    return address;
  }

  /** Whether there is more than one address. */
  boolean hasOther() {
    return notBeforeNanos.length > 1;
  }

  /** When to stop hoping; empty while all goes well. */
  OptionalLong givenUpAtNanos() {
    return givenUpAtNanos;
  }

  /** Something came of it: attempts are counted from the start again. */
  void progressed() {
    attempts = 0;
    givenUpAtNanos = OptionalLong.empty();
  }

  /**
   * A call of a session that had begun is lost. Moves to the next address.
   *
   * @return when to dial it; empty: enough was tried
   */
  OptionalLong afterLoss(Loss loss, OptionalLong retryAfterNanos, long nowNanos) {
    if (attempts >= limits.attemptsMax()) {
      return OptionalLong.empty();
    }
    startHoping(nowNanos);
    var elsewhere = loss == Loss.TRANSPORT || loss == Loss.DRAINED;
    var comeBackNanos = nowNanos + retryAfterNanos.orElse(0);
    if (elsewhere) {
      notBeforeNanos[address] = comeBackNanos;
    } else {
      Arrays.setAll(notBeforeNanos, i -> Moments.later(notBeforeNanos[i], comeBackNanos));
    }
    var untried = attempts + 1 < notBeforeNanos.length;
    var delayNanos = elsewhere && untried ? 0 : backOffNanos();
    next();
    var at = Moments.later(nowNanos + delayNanos, notBeforeNanos[address]);
    return unlessTooLate(at);
  }

  private OptionalLong unlessTooLate(long at) {
    var leftNanos = givenUpAtNanos.getAsLong() - at;
    return leftNanos >= 0 ? OptionalLong.of(at) : OptionalLong.empty();
  }

  /**
   * The server asked to go: the first time at once, then as after a loss, lest two replicas that
   * both go send the caller to and fro.
   */
  OptionalLong afterGoAway(long nowNanos) {
    if (attempts > 0) {
      return afterLoss(Loss.DRAINED, OptionalLong.empty(), nowNanos);
    }
    startHoping(nowNanos);
    next();
    return unlessTooLate(Moments.later(nowNanos, notBeforeNanos[address]));
  }

  /**
   * The very first calls found nobody: every address is tried once, so that a mistyped one is told
   * soon.
   *
   * @return whether there is one left
   */
  boolean triesAnotherAtFirst() {
    if (attempts + 1 >= notBeforeNanos.length) {
      return false;
    }
    next();
    return true;
  }

  private void startHoping(long nowNanos) {
    if (givenUpAtNanos.isEmpty()) {
      givenUpAtNanos = OptionalLong.of(nowNanos + limits.withoutProgressMax().toNanos());
    }
  }

  private void next() {
    attempts++;
    address = (address + 1) % notBeforeNanos.length;
  }

  private long backOffNanos() {
    var doublings = Math.min(attempts, Integer.SIZE - 2);
    var most = saturated(limits.backOffBase(), 1L << doublings);
    return chance.nextLong(Math.min(most, limits.backOffMax().toNanos()) + 1);
  }

  private static long saturated(Duration base, long factor) {
    var nanos = base.toNanos();
    return nanos > Long.MAX_VALUE / factor ? Long.MAX_VALUE : nanos * factor;
  }
}
