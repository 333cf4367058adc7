package dev.stenogate.session;

import dev.stenogate.audio.Pcm;

/**
 * Bounds of a session.
 *
 * @param connectNanos longest wait for a model to accept a link
 * @param linksMax most links that may fail, one after another, without a segment becoming final in
 *     between
 * @param idleNanos longest silence of the caller on the wire while the session asks for more
 * @param notReadingNanos longest time that the caller may leave responses unread
 * @param audioGapNanos an open utterance that gets no audio for so long is finished: vLLM 0.17
 *     hangs for good after 60 s
 * @param stallNanos longest wait for a delta that is due
 * @param windowTokens most deltas that may be due: audio beyond them waits in the session, where
 *     the bound is
 * @param backlogBytes audio held beyond the longest utterance
 */
public record SessionLimits(
    long connectNanos,
    int linksMax,
    long idleNanos,
    long notReadingNanos,
    long audioGapNanos,
    long stallNanos,
    int windowTokens,
    int backlogBytes) {
  private static final long SECOND = 1_000_000_000L;

  /** 10 s, 3 links, 60 s, 300 s, 1 s, 5 s, 50 deltas (4 s), 160,000 bytes (5 s). */
  public static final SessionLimits DEFAULT =
      new SessionLimits(10 * SECOND, 3, 60 * SECOND, 300 * SECOND, SECOND, 5 * SECOND, 50, 160_000);

  /** Bytes of audio after which the session stops asking the caller for more. */
  public int bufferBytesMax(Endpointing endpointing) {
    return (int) endpointing.maxSamples() * Pcm.SAMPLE_BYTES + backlogBytes;
  }
}
