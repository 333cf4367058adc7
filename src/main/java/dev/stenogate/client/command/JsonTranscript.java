package dev.stenogate.client.command;

import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.SpeechEventKind;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.Word;
import java.io.PrintStream;
import java.util.Optional;

/**
 * A JSON object a line for every response: {@code type} is the response's name, {@code input} the
 * file, the rest the response's fields, offsets as seconds. Resume tokens stay out: they are good
 * for the session of whoever reads them.
 */
final class JsonTranscript implements Transcript {
  private final PrintStream out;
  private final StatusLine status;
  private String input = "";

  JsonTranscript(PrintStream out, StatusLine status) {
    this.out = out;
    this.status = status;
  }

  @Override
  public void begin(String input) {
    this.input = input;
  }

  @Override
  public void accept(TranscribeResponse response) {
    line(response)
        .ifPresent(
            line -> {
              status.clear();
              out.print(line + "\n");
              out.flush();
            });
  }

  private Optional<JsonLine> line(TranscribeResponse response) {
    return switch (response.getResponseCase()) {
      case QUEUED -> {
        var queued = response.getQueued();
        var line = of("queued").put("position", queued.getPosition());
        yield Optional.of(
            queued.hasEstimatedWait()
                ? line.putSeconds(
                    "estimated_wait_seconds", Offsets.millis(queued.getEstimatedWait()))
                : line);
      }
      case STARTED -> {
        var started = response.getStarted();
        yield Optional.of(
            of("started")
                .put("session_id", started.getSessionId())
                .put("endpoint", started.getEndpoint())
                .put("model", started.getModel()));
      }
      case SEGMENT -> Optional.of(segment(response.getSegment()));
      case SPEECH_EVENT -> {
        var event = response.getSpeechEvent();
        yield Optional.of(
            of("speech_event")
                .put("kind", label(event.getKind()))
                .putSeconds("offset_seconds", Offsets.millis(event.getOffset())));
      }
      case PROGRESS -> {
        var progress = response.getProgress();
        yield Optional.of(
            of("progress")
                .putSeconds("received_seconds", Offsets.millis(progress.getReceivedOffset()))
                .putSeconds("transcribed_seconds", Offsets.millis(progress.getTranscribedOffset()))
                .putSeconds("final_seconds", Offsets.millis(progress.getFinalOffset()))
                .putSeconds("lag_seconds", Offsets.millis(progress.getLag())));
      }
      case FLUSHED -> Optional.of(of("flushed").put("id", response.getFlushed().getId()));
      case NOTICE -> {
        var notice = response.getNotice();
        yield Optional.of(
            of("notice").put("code", label(notice.getCode())).put("text", notice.getText()));
      }
      case GO_AWAY ->
          Optional.of(
              of("go_away")
                  .putSeconds(
                      "time_left_seconds", Offsets.millis(response.getGoAway().getTimeLeft())));
      case COMPLETED -> {
        var usage = response.getCompleted().getUsage();
        yield Optional.of(
            of("completed")
                .put("segments", usage.getSegments())
                .putSeconds("audio_received_seconds", Offsets.millis(usage.getAudioReceived()))
                .putSeconds(
                    "audio_transcribed_seconds", Offsets.millis(usage.getAudioTranscribed())));
      }
      case RESPONSE_NOT_SET -> Optional.empty(); // An arm of a newer server.
    };
  }

  private JsonLine of(String type) {
    return new JsonLine().put("type", type).put("input", input);
  }

  private JsonLine segment(Segment segment) {
    var line =
        of("segment")
            .put("segment_id", segment.getSegmentId())
            .put("revision", segment.getRevision())
            .put("is_final", segment.getIsFinal())
            .put("text", segment.getText())
            .putSeconds("start_seconds", Offsets.millis(segment.getStartOffset()))
            .putSeconds("end_seconds", Offsets.millis(segment.getEndOffset()));
    if (!segment.getLanguage().isEmpty()) {
      line.put("language", segment.getLanguage());
    }
    if (segment.getWordsCount() > 0) {
      line.put("words", segment.getWordsList().stream().map(JsonTranscript::word).toList());
    }
    return line;
  }

  private static JsonLine word(Word word) {
    return new JsonLine()
        .put("text", word.getText())
        .putSeconds("end_seconds", Offsets.millis(word.getEndOffset()));
  }

  /** The enum's name without its prefix; a value of a newer server has none. */
  private static String label(NoticeCode code) {
    return code == NoticeCode.UNRECOGNIZED ? "unknown" : code.name().replace("NOTICE_CODE_", "");
  }

  private static String label(SpeechEventKind kind) {
    return kind == SpeechEventKind.UNRECOGNIZED
        ? "unknown"
        : kind.name().replace("SPEECH_EVENT_KIND_", "");
  }

  @Override
  public void end() {
    out.flush();
  }
}
