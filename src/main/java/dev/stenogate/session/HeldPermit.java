package dev.stenogate.session;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.Permit.Draw;
import dev.stenogate.session.Reply.Notice;
import dev.stenogate.tenant.TenantLimits;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The permit of a session, from its begin to its end, and the audio that is drawn with it. On the
 * session's loop.
 */
final class HeldPermit {
  /** The caller hears so often at most that it sends faster than its tenant may, once in 30 s. */
  private static final long NEWS_NANOS = 30_000_000_000L;

  private final Permit permit;
  private final Loop loop;
  private final Consumer<Runnable> guarded;
  private final Allowance allowance;
  private boolean told;
  private long toldNanos;

  /**
   * @param guarded does work that comes from outside
   */
  HeldPermit(Permit permit, TenantLimits.Audio limits, Loop loop, Consumer<Runnable> guarded) {
    this.permit = permit;
    this.loop = loop;
    this.guarded = guarded;
    this.allowance = permit.limitsAudio() ? Allowance.of(limits) : Allowance.unlimited();
  }

  /** Draws audio, where that is due. Does not wait for it. */
  void draw() {
    long millis = allowance.toDraw(loop.nanoTime());
    if (millis > 0) {
      permit
          .draw(millis)
          .thenAccept(drawn -> loop.execute(() -> guarded.accept(() -> drew(drawn))));
    }
  }

  private void drew(Draw drawn) {
    switch (drawn) {
      case Draw.Granted granted -> allowance.granted(granted.audioMillis());
      case Draw.Refused refused -> allowance.refused(refused.exceeded(), loop.nanoTime());
    }
  }

  /** Whether the caller can be asked for more. */
  boolean covers() {
    return allowance.covers();
  }

  /** Audio came. */
  void heard(long samples) {
    allowance.heard(samples);
  }

  /** The limit that leaves no audio until tomorrow; empty: none does. */
  Optional<Exceeded> dayIsOver() {
    return allowance.isOver() ? Optional.of(allowance.refusal()) : Optional.empty();
  }

  /** What the caller should know and was not told lately. */
  Optional<Notice> news(long nowNanos) {
    if (!allowance.isWaiting() || (told && nowNanos - toldNanos < NEWS_NANOS)) {
      return Optional.empty();
    }
    told = true;
    toldNanos = nowNanos;
    Exceeded limit = allowance.refusal();
    String text =
        "audio waits: the tenant is at its limit %s: %.0f s"
            .formatted(limit.limit().label(), limit.value());
    return Optional.of(new Notice(Notice.Code.RATE_LIMITED, text));
  }

  /** Gives it back, and says what was heard. Once. */
  void release() {
    permit.release(allowance.heardMillis());
  }
}
