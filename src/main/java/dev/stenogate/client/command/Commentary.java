package dev.stenogate.client.command;

import dev.stenogate.client.Reconnect;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.TranscribeResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;

/** What is said on standard error. */
final class Commentary {
  private final PrintStream err;
  private final StatusLine status;
  private final boolean verbose;
  private final boolean progress;

  /**
   * @param progress whether the status line shows how far a file is
   */
  Commentary(PrintStream err, StatusLine status, boolean verbose, boolean progress) {
    this.err = err;
    this.status = status;
    this.verbose = verbose;
    this.progress = progress;
  }

  /**
   * One response.
   *
   * @param lengthMillis how long the input is, if that is known
   */
  void accept(String input, OptionalLong lengthMillis, TranscribeResponse response) {
    if (progress && response.hasProgress()) {
      status.show(progressLine(input, lengthMillis, response.getProgress()));
    }
    if (verbose) {
      explain(response);
    } else if (response.hasQueued()) {
      say(waiting(response.getQueued()));
    } else if (isGap(response)) {
      say("AUDIO_GAP: " + response.getNotice().getText());
    }
  }

  /** Audio that could not be transcribed: the transcript is not whole. */
  static boolean isGap(TranscribeResponse response) {
    return response.hasNotice()
        && response.getNotice().getCode() == NoticeCode.NOTICE_CODE_AUDIO_GAP;
  }

  private static String progressLine(String input, OptionalLong lengthMillis, Progress progress) {
    var heard = Offsets.millis(progress.getTranscribedOffset());
    if (lengthMillis.isEmpty() || lengthMillis.getAsLong() == 0) {
      return "%s  %s".formatted(input, Offsets.clock(heard));
    }
    var length = lengthMillis.getAsLong();
    return "%s  %s of %s, %d%%"
        .formatted(
            input,
            Offsets.clock(heard),
            Offsets.clock(length),
            Math.min(100, heard * 100 / length));
  }

  private void explain(TranscribeResponse response) {
    switch (response.getResponseCase()) {
      case QUEUED -> say(waiting(response.getQueued()));
      case STARTED -> {
        var started = response.getStarted();
        say(
            "served by endpoint %s, model %s, session %s"
                .formatted(
                    orUnnamed(started.getEndpoint()),
                    orUnnamed(started.getModel()),
                    orUnnamed(started.getSessionId())));
      }
      case NOTICE -> {
        var notice = response.getNotice();
        say(
            "%s: %s"
                .formatted(notice.getCode().name().replace("NOTICE_CODE_", ""), notice.getText()));
      }
      case PROGRESS -> {
        var at = response.getProgress();
        say(
            "at %s, text is %d ms late"
                .formatted(
                    Offsets.clock(Offsets.millis(at.getReceivedOffset())),
                    Offsets.millis(at.getLag())));
      }
      case GO_AWAY ->
          say(
              "the server ends the call in %d s"
                  .formatted(response.getGoAway().getTimeLeft().getSeconds()));
      case COMPLETED -> {
        var usage = response.getCompleted().getUsage();
        say(
            "%d segments, %s of audio"
                .formatted(
                    usage.getSegments(), Offsets.clock(Offsets.millis(usage.getAudioReceived()))));
      }
      case SEGMENT, SPEECH_EVENT, FLUSHED, RESPONSE_NOT_SET -> {}
    }
  }

  private static String waiting(Queued queued) {
    var before =
        switch (queued.getPosition()) {
          case 0 -> "no call before";
          case 1 -> "1 call before";
          default -> queued.getPosition() + " calls before";
        };
    var seconds = Math.max(1, (Offsets.millis(queued.getEstimatedWait()) + 500) / 1_000);
    return "waiting: " + before + (queued.hasEstimatedWait() ? ", about " + seconds + " s" : "");
  }

  private static String orUnnamed(String name) {
    return name.isEmpty() ? "(unnamed)" : name;
  }

  /** A call broke and the transcription goes on. */
  void explain(Reconnect reconnect) {
    if (verbose) {
      say(
          "%s; resuming at %s s on %s"
              .formatted(
                  reconnect.cause().map(Commentary::lost).orElse("the server ends"),
                  BigDecimal.valueOf(reconnect.audioOffset().toMillis() / 100, 1),
                  reconnect.address()));
    }
  }

  private static String lost(TranscriptionFailure failure) {
    var reason = failure.reason().isEmpty() ? failure.code().name() : failure.reason();
    return "call lost (%s: %s)".formatted(reason, failure.getMessage());
  }

  /** What a call failed with, and what can be done about it. */
  void explain(String input, TranscriptionFailure failure) {
    var reason = failure.reason().isEmpty() ? "" : " (" + failure.reason() + ")";
    say("%s: %s%s: %s".formatted(input, failure.code(), reason, failure.getMessage()));
    failure.violations().forEach(v -> detail("%s: %s".formatted(v.subject(), v.description())));
    failure
        .retryAfter()
        .ifPresent(delay -> detail("try again in %d s".formatted(Math.max(1, delay.toSeconds()))));
  }

  /** Why a file could not be read. */
  void explain(String input, IOException failure) {
    say(
        switch (failure) {
          case NoSuchFileException _ -> input + ": no such file";
          case AccessDeniedException _ -> input + ": permission denied";
          default -> input + ": " + failure.getMessage();
        });
  }

  private void detail(String text) {
    err.println("  " + DisplayText.line(text));
    err.flush();
  }

  /** One line that stays. */
  void say(String text) {
    status.clear();
    err.println("transcribe: " + DisplayText.line(text));
    err.flush();
  }
}
