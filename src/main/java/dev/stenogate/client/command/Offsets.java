package dev.stenogate.client.command;

import com.google.protobuf.Duration;

/** Offsets of the session clock, as numbers and as text. */
final class Offsets {
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Offsets() {}

  /** In milliseconds, rounded down. */
  static long millis(Duration offset) {
    return offset.getSeconds() * MILLIS_PER_SECOND + offset.getNanos() / NANOS_PER_MILLI;
  }

  /** As subtitles write it: {@code 01:02:03,456}, with the format's own decimal mark. */
  static String timecode(long millis, char decimalMark) {
    return "%02d:%02d:%02d%c%03d"
        .formatted(
            millis / 3_600_000,
            millis / 60_000 % 60,
            millis / 1_000 % 60,
            decimalMark,
            millis % 1_000);
  }

  /** For people: {@code 2:03}, or {@code 1:02:03}. */
  static String clock(long millis) {
    var seconds = millis / MILLIS_PER_SECOND;
    return seconds < 3_600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }
}
