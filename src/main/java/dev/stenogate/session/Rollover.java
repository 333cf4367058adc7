package dev.stenogate.session;

import java.util.random.RandomGenerator;

/**
 * When a link is to be replaced between two utterances, and the link that will take over: it is
 * open before the old one is left. Decides by the clock alone; {@link Links} acts.
 */
final class Rollover {
  /** A link is replaced at this share of the longest age or later, so that links part company. */
  private static final double EARLIEST = 0.8;

  /** Without a second slot the old slot gets a new link, this share of the age later. */
  private static final int RENEW_SHARE = 10;

  /** A session stays where it is for so long before it moves for comfort, 15 s. */
  private static final long SETTLED_NANOS = 15_000_000_000L;

  private static final long LOOK_NANOS = 1_000_000_000L;

  private static final long RETRY_NANOS = 5_000_000_000L;

  private final long ageNanos;
  private long dueNanos;
  private long settledNanos;
  private long lookNanos;
  private long retryNanos;
  private HeldLink next;
  private boolean ready;
  private long deadlineNanos;

  Rollover(long ageNanos) {
    this.ageNanos = ageNanos;
  }

  /** A new link serves. */
  void linked(long nowNanos, RandomGenerator chance) {
    double share = EARLIEST + (1 - EARLIEST) * chance.nextDouble();
    dueNanos = nowNanos + (long) (share * ageNanos);
    retryNanos = nowNanos;
    settledNanos = nowNanos + SETTLED_NANOS;
    lookNanos = nowNanos;
  }

  /** Whether to look now for a better endpoint; once a second. */
  boolean mayLook(long nowNanos) {
    if (next != null || nowNanos - lookNanos < 0 || nowNanos - retryNanos < 0) {
      return false;
    }
    lookNanos = nowNanos + LOOK_NANOS;
    return true;
  }

  /** Whether it has been there long enough to move for comfort. */
  boolean isSettled(long nowNanos) {
    return nowNanos - settledNanos >= 0;
  }

  /**
   * Whether to look for the next link now.
   *
   * @param leaves whether the endpoint is to be left
   */
  boolean isDue(boolean leaves, long nowNanos) {
    return next == null && (leaves || nowNanos - dueNanos >= 0) && nowNanos - retryNanos >= 0;
  }

  /** Whether the old slot should get a new link: nothing else was to be had for long. */
  boolean isOverdue(long nowNanos) {
    return next == null && nowNanos - dueNanos >= ageNanos / RENEW_SHARE;
  }

  /** There was none; tried again later. */
  void postpone(long nowNanos) {
    retryNanos = nowNanos + RETRY_NANOS;
  }

  void opening(HeldLink opened, long deadline) {
    next = opened;
    ready = false;
    deadlineNanos = deadline;
  }

  boolean isNext(HeldLink link) {
    return next == link;
  }

  void nextIsReady() {
    ready = true;
  }

  /** Whether the next link was waited for too long. */
  boolean isLate(long nowNanos) {
    return next != null && !ready && nowNanos - deadlineNanos >= 0;
  }

  /** Whether a link stands ready to take over. */
  boolean canTakeOver() {
    return next != null && ready;
  }

  /** The link that takes over; the caller owns it now. */
  HeldLink take() {
    HeldLink taken = next;
    next = null;
    return taken;
  }

  /** Gives the next link up, if there is one. */
  void drop() {
    if (next != null) {
      take().giveUp();
    }
  }
}
