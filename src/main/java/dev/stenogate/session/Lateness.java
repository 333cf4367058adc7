package dev.stenogate.session;

import dev.stenogate.upstream.DeltaClock;

/**
 * How late an engine's deltas come for somebody who speaks in real time. A caller may send faster,
 * and a replay does: then many deltas are due at once, and an engine is not late that works them
 * off faster than they could have been spoken. So each delta counts as due 80 ms after the one
 * before it, or when its audio was sent, whichever is later.
 */
final class Lateness {
  private static final int NONE = -1;

  private long[] dueNanos = new long[64]; // a ring of those that have not come
  private int first;
  private int open;
  private long lastDueNanos;
  private long dueInAll;
  private long peakNanos = NONE;

  /** So many deltas are due by now, in all. */
  void due(long deltas, long nowNanos) {
    for (; dueInAll < deltas; dueInAll++) {
      long next = lastDueNanos + DeltaClock.DELTA_NANOS;
      lastDueNanos = dueInAll == 0 || nowNanos - next > 0 ? nowNanos : next;
      add(lastDueNanos);
    }
  }

  /** A delta came. */
  void delta(long nowNanos) {
    if (open > 0) {
      peakNanos = Math.max(peakNanos, Math.max(0, nowNanos - dueNanos[first]));
      first = (first + 1) % dueNanos.length;
      open--;
    }
  }

  /**
   * The most since this was last asked, that of the delta that is waited for included; negative:
   * nothing was due.
   */
  long takePeakNanos(long nowNanos) {
    long waited = open == 0 ? NONE : nowNanos - dueNanos[first];
    long peak = Math.max(peakNanos, waited);
    peakNanos = NONE;
    return peak;
  }

  /** As many are due at once as the session's window lets audio be sent. */
  private void add(long nanos) {
    if (open == dueNanos.length) {
      long[] wider = new long[2 * open];
      for (int i = 0; i < open; i++) {
        wider[i] = dueNanos[(first + i) % open];
      }
      dueNanos = wider;
      first = 0;
    }
    dueNanos[(first + open) % dueNanos.length] = nanos;
    open++;
  }
}
