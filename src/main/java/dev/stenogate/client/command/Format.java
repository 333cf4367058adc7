package dev.stenogate.client.command;

import java.util.Locale;

/** How transcripts are written. */
enum Format {
  TEXT,
  JSON,
  SRT,
  VTT;

  /**
   * As it is written on the command line.
   *
   * @throws IllegalArgumentException if there is no such format; says which there are
   */
  static Format parse(String text) {
    return switch (text) {
      case "text" -> TEXT;
      case "json" -> JSON;
      case "srt" -> SRT;
      case "vtt" -> VTT;
      default ->
          throw new IllegalArgumentException(
              "--format: %s (expected: text, json, srt or vtt)".formatted(text));
    };
  }

  /** Subtitles are of one recording: their times begin at 0. */
  boolean isSubtitles() {
    return switch (this) {
      case SRT, VTT -> true;
      case TEXT, JSON -> false;
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
