package dev.stenogate.client;

import java.time.Duration;

/**
 * How hard a transcription tries to go on after its call broke.
 *
 * @param backOffBase longest wait before the second attempt in a row; doubles with each, and the
 *     wait is drawn evenly from 0 to it
 * @param backOffMax where the doubling ends
 * @param attemptsMax calls in a row that may fail without progress; progress is a new final, a
 *     final offset that moves, or a session that lived {@code progressAfter}
 * @param withoutProgressMax how long attempts without progress may go on
 * @param progressAfter how long a session must live to count as progress
 * @param keptAudioMax most audio held because it is not final; at this the source is not read on.
 *     Must exceed the longest segment and what the server buffers (60 s + 5 s), or nothing can ever
 *     become final
 */
public record ReconnectLimits(
    Duration backOffBase,
    Duration backOffMax,
    int attemptsMax,
    Duration withoutProgressMax,
    Duration progressAfter,
    Duration keptAudioMax) {

  /** 100 ms doubling to 5 s, 60 attempts, 2 min; 10 s count as progress; 2 min of audio. */
  public static final ReconnectLimits DEFAULT =
      new ReconnectLimits(
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          60,
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2));

  public ReconnectLimits {
    if (backOffBase.isNegative()
        || backOffBase.isZero()
        || backOffMax.compareTo(backOffBase) < 0
        || attemptsMax < 0
        || withoutProgressMax.isNegative()
        || progressAfter.isNegative()
        || !keptAudioMax.isPositive()) {
      throw new IllegalArgumentException("reconnect limits: negative, or base above maximum");
    }
  }
}
