package dev.stenogate.simulation;

import com.google.protobuf.util.Durations;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;

/** Messages as lines of a world's log. */
final class Trace {
  private Trace() {}

  static String of(TranscribeResponse response) {
    return switch (response.getResponseCase()) {
      case STARTED -> "started on " + response.getStarted().getEndpoint();
      case SEGMENT -> of(response.getSegment());
      case PROGRESS ->
          "progress, final to "
              + Durations.toMillis(response.getProgress().getFinalOffset())
              + " ms";
      case FLUSHED -> "flushed " + response.getFlushed().getId();
      case NOTICE -> response.getNotice().getCode() + " \"" + response.getNotice().getText() + "\"";
      case GO_AWAY ->
          "go away in " + Durations.toMillis(response.getGoAway().getTimeLeft()) + " ms";
      case QUEUED, SPEECH_EVENT, COMPLETED, RESPONSE_NOT_SET ->
          response.getResponseCase().toString();
    };
  }

  private static String of(Segment segment) {
    return "%s %d.%d [%d..%d ms] \"%s\""
        .formatted(
            segment.getIsFinal() ? "FINAL" : "partial",
            segment.getSegmentId(),
            segment.getRevision(),
            Durations.toMillis(segment.getStartOffset()),
            Durations.toMillis(segment.getEndOffset()),
            segment.getText());
  }

  static String of(TranscriptionFailure failure) {
    return failure.code() + " " + failure.reason() + ": " + failure.getMessage();
  }
}
