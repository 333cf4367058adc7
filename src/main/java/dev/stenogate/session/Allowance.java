package dev.stenogate.session;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.audio.Pcm;
import dev.stenogate.tenant.TenantLimits;

/**
 * Audio that a session may hear: drawn of its tenant's limits in pieces, ahead, so that nobody is
 * asked on the way of the data. The caller is asked for more while something is left; the one
 * message that goes beyond it is drawn afterwards.
 */
final class Allowance {
  /** Longest piece, 10 s. */
  static final long PIECE_MILLIS_MAX = 10_000;

  private static final long PIECE_MILLIS_MIN = 1_000;

  /** One session draws at once no more than this part of a minute's audio: others draw too. */
  private static final long PIECES_A_MINUTE = 20;

  /** Between two tries at least, 250 ms. */
  private static final long PAUSE_NANOS_MIN = 250_000_000L;

  /** And at most, 10 s: audio may be given back, and limits changed. */
  private static final long PAUSE_NANOS_MAX = 10_000_000_000L;

  private final boolean limited;
  private final long pieceMillis;
  private long drawnMillis;
  private long heardSamples;
  private boolean asking;
  private Exceeded refused; // null: not since something was granted
  private long againNanos;

  private Allowance(boolean limited, long pieceMillis) {
    this.limited = limited;
    this.pieceMillis = pieceMillis;
  }

  /** Where audio is not limited. */
  static Allowance unlimited() {
    return new Allowance(false, PIECE_MILLIS_MAX);
  }

  static Allowance of(TenantLimits.Audio limits) {
    long part = limits.perMinuteMillis() / PIECES_A_MINUTE;
    long piece = part == 0 ? PIECE_MILLIS_MAX : part;
    return new Allowance(true, Math.clamp(piece, PIECE_MILLIS_MIN, PIECE_MILLIS_MAX));
  }

  /** Whether another message can be asked for. */
  boolean covers() {
    return !limited || leftMillis() > 0;
  }

  /** Audio came. */
  void heard(long samples) {
    heardSamples += samples;
  }

  /**
   * What is to be drawn now, in milliseconds of audio; 0: nothing. It is under way from then on.
   */
  long toDraw(long nowNanos) {
    boolean paused = refused != null && nowNanos - againNanos < 0;
    if (!limited || asking || paused || leftMillis() > pieceMillis / 2) {
      return 0;
    }
    asking = true;
    return pieceMillis + Math.max(0, -leftMillis());
  }

  void granted(long audioMillis) {
    asking = false;
    refused = null;
    drawnMillis += audioMillis;
  }

  void refused(Exceeded exceeded, long nowNanos) {
    asking = false;
    refused = exceeded;
    againNanos = nowNanos + Math.clamp(exceeded.retryNanos(), PAUSE_NANOS_MIN, PAUSE_NANOS_MAX);
  }

  /** Whether the caller waits because a minute's audio is used up. */
  boolean isWaiting() {
    return !covers() && refused != null && refused.limit() != Limit.AUDIO_PER_DAY;
  }

  /** Whether no more can be heard today. */
  boolean isOver() {
    return !covers() && !asking && refused != null && refused.limit() == Limit.AUDIO_PER_DAY;
  }

  /** Why more was refused. */
  Exceeded refusal() {
    return refused;
  }

  /** Drawn and not heard; negative: heard and not drawn, at most one message. */
  long leftMillis() {
    return drawnMillis - heardMillis();
  }

  /** Heard, rounded up; 0 where audio is not limited. */
  long heardMillis() {
    return limited ? Math.ceilDiv(heardSamples * 1_000, Pcm.SAMPLE_RATE_HZ) : 0;
  }
}
