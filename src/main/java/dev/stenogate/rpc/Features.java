package dev.stenogate.rpc;

import java.util.List;

/** Stable names of what this server serves. */
final class Features {
  static final String PARTIALS = "partials";
  static final String PARTIALS_APPEND_ONLY = "partials_append_only";
  static final String WORD_OFFSETS = "word_offsets";
  static final String SPEECH_EVENTS = "speech_events";
  static final String FLUSH = "flush";
  static final String ENDPOINTING = "endpointing";
  static final String RESUME = "resume";
  static final String MAX_WAIT = "max_wait";
  static final String PRIORITY = "priority";
  static final String REDACTION = "redaction";

  static final List<String> ALL =
      List.of(
          PARTIALS,
          PARTIALS_APPEND_ONLY,
          WORD_OFFSETS,
          SPEECH_EVENTS,
          FLUSH,
          ENDPOINTING,
          RESUME,
          MAX_WAIT,
          PRIORITY,
          REDACTION);

  private Features() {}
}
