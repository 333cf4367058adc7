package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.tenant.TenantLimits;

/**
 * Bounds of a session.
 *
 * @param connectNanos longest wait for a model to accept a link
 * @param openingLinksMax most links that may fail, one after another, before the caller is told of
 *     an endpoint
 * @param linksMax the same for a session that runs, without a segment becoming final in between
 * @param recoveryNanos longest search for an endpoint after a link failed
 * @param linkAgeNanos links are replaced when they are about so old; SageMaker cuts at 30 minutes
 * @param idleNanos longest silence of the caller on the wire while the session asks for more
 * @param notReadingNanos longest time that the caller may leave responses unread
 * @param audioGapNanos an open utterance that gets no audio for so long is finished: vLLM 0.17
 *     hangs for good after 60 s
 * @param watch when a link is taken to be sick
 * @param windowTokens most deltas that may be due: audio beyond them waits in the session, where
 *     the bound is
 * @param backlogBytes audio held beyond the longest utterance
 */
public record SessionLimits(
    long connectNanos,
    int openingLinksMax,
    int linksMax,
    long recoveryNanos,
    long linkAgeNanos,
    long idleNanos,
    long notReadingNanos,
    long audioGapNanos,
    Watch watch,
    int windowTokens,
    int backlogBytes) {
  private static final long SECOND = 1_000_000_000L;

  /**
   * When a link is taken to be sick.
   *
   * @param stallNanos longest wait for a delta that is due
   * @param suspectNanos the same while another endpoint has room: a change costs little then
   * @param lagNanos audio that waits for the model, longer than this
   * @param lagPatienceNanos while deltas that are due come slower than real time, for so long
   * @param blankNanos speech, by voice activity, for which the model wrote nothing
   */
  public record Watch(
      long stallNanos, long suspectNanos, long lagNanos, long lagPatienceNanos, long blankNanos) {
    /** 5 s, 1.5 s, 2 s for 5 s, 2.5 s. */
    public static final Watch DEFAULT =
        new Watch(5 * SECOND, 3 * SECOND / 2, 2 * SECOND, 5 * SECOND, 5 * SECOND / 2);
  }

  /**
   * 10 s, 3 links, 60 links, 30 s, 25 minutes, 60 s, 300 s, 1 s, 50 deltas (4 s), 160,000 bytes (5
   * s).
   */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          10 * SECOND,
          3,
          60,
          30 * SECOND,
          25 * 60 * SECOND,
          60 * SECOND,
          300 * SECOND,
          SECOND,
          Watch.DEFAULT,
          50,
          160_000);

  /** The same for a call that is willing to wait longer before it begins. */
  SessionLimits waiting(long nanos) {
    return new SessionLimits(
        connectNanos,
        openingLinksMax,
        linksMax,
        Math.max(recoveryNanos, nanos),
        linkAgeNanos,
        idleNanos,
        notReadingNanos,
        audioGapNanos,
        watch,
        windowTokens,
        backlogBytes);
  }

  /** The same for a call of a tenant that has a backlog of its own. */
  public SessionLimits of(TenantLimits.Call call) {
    return call.backlogMillis() == 0
        ? this
        : new SessionLimits(
            connectNanos,
            openingLinksMax,
            linksMax,
            recoveryNanos,
            linkAgeNanos,
            idleNanos,
            notReadingNanos,
            audioGapNanos,
            watch,
            windowTokens,
            Math.toIntExact(call.backlogMillis() * Pcm.SAMPLE_RATE_HZ / 1_000 * Pcm.SAMPLE_BYTES));
  }

  /** Bytes of audio after which the session stops asking the caller for more. */
  public int bufferBytesMax(Endpointing endpointing) {
    return (int) endpointing.maxSamples() * Pcm.SAMPLE_BYTES + backlogBytes;
  }
}
