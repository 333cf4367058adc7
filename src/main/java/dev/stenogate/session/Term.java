package dev.stenogate.session;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.audio.Pcm;
import dev.stenogate.tenant.TenantLimits;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How long a session may be, resumptions included: what it had before counts by its audio, for no
 * more is known of it. Its caller is told before the end, and can go on nowhere.
 */
final class Term {
  /** The caller is told so long before, 30 s; of a short term, a tenth. */
  private static final long NOTICE_NANOS_MAX = 30_000_000_000L;

  private final SessionPlan plan;
  private final long maxNanos; // 0: no limit
  private long dueNanos;
  private boolean running;
  private boolean told;

  Term(SessionPlan plan) {
    this.plan = plan;
    TenantLimits limits = plan.caller().tenant().limits();
    this.maxNanos =
        limits.enforcement().refuses()
            ? TimeUnit.MILLISECONDS.toNanos(limits.call().durationMillis())
            : 0;
  }

  /** Whether the session had all its time before this call. */
  boolean isUsedUp() {
    return maxNanos > 0 && leftAtBegin() <= 0;
  }

  /** The session begins. */
  void begin(long nowNanos) {
    if (maxNanos > 0) {
      running = true;
      dueNanos = nowNanos + leftAtBegin();
      told = leftAtBegin() <= noticeNanos(); // By the call before this one.
    }
  }

  /** What the caller is to be told it has left; empty: nothing is to be told now. Once. */
  OptionalLong toTell(long nowNanos) {
    if (!running || told || dueNanos - nowNanos > noticeNanos()) {
      return OptionalLong.empty();
    }
    told = true;
    return OptionalLong.of(Math.max(0, dueNanos - nowNanos));
  }

  /** What is left of it, once its caller was told; empty: the end is far. */
  OptionalLong leftNanos(long nowNanos) {
    return running && told
        ? OptionalLong.of(Math.max(0, dueNanos - nowNanos))
        : OptionalLong.empty();
  }

  /** What its caller is told then. */
  Ending ending() {
    double seconds = maxNanos / 1e9;
    return Ending.exceeded(plan.caller().tenant(), new Exceeded(Limit.DURATION, seconds, 0));
  }

  private long leftAtBegin() {
    return maxNanos - Pcm.nanos(plan.origin().audioSamples());
  }

  private long noticeNanos() {
    return Math.min(NOTICE_NANOS_MAX, maxNanos / 10);
  }
}
