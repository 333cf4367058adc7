package dev.stenogate.client;

import com.google.protobuf.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Bytes of a session's audio as time on the session clock.
 *
 * @param bytesPerSecond of the audio as it is sent
 */
record AudioClock(int bytesPerSecond) {
  /** Offsets that a server names are believed up to here: 366 days, as it believes ours. */
  private static final long SECONDS_MAX = TimeUnit.DAYS.toSeconds(366);

  /** When the byte with this number is heard, in nanoseconds, rounded down. */
  long nanosAt(long bytes) {
    return TimeUnit.SECONDS.toNanos(bytes / bytesPerSecond)
        + TimeUnit.SECONDS.toNanos(bytes % bytesPerSecond) / bytesPerSecond;
  }

  /** How many bytes come before this moment, rounded down. */
  long bytesAt(Duration offset) {
    var seconds = Math.clamp(offset.getSeconds(), 0, SECONDS_MAX);
    return seconds * bytesPerSecond
        + (long) offset.getNanos() * bytesPerSecond / TimeUnit.SECONDS.toNanos(1);
  }

  /** The offset of the byte with this number. */
  Duration offsetOf(long bytes) {
    var nanos = nanosAt(bytes);
    return Duration.newBuilder()
        .setSeconds(TimeUnit.NANOSECONDS.toSeconds(nanos))
        .setNanos((int) (nanos % TimeUnit.SECONDS.toNanos(1)))
        .build();
  }
}
