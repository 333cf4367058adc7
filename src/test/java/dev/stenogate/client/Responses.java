package dev.stenogate.client;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.CompletedReason;
import dev.stenogate.v1.Notice;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Started;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.Usage;
import dev.stenogate.v1.Word;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Responses as a server sends them. */
public final class Responses {
  private Responses() {}

  public static TranscribeResponse started() {
    return TranscribeResponse.newBuilder()
        .setStarted(
            Started.newBuilder()
                .setSessionId("s-1")
                .setResumeToken("secret-token")
                .setEndpoint("gpu-a")
                .setModel("voxtral"))
        .build();
  }

  /**
   * A wait.
   *
   * @param waitMillis 0: not known
   */
  public static TranscribeResponse queued(int position, long waitMillis) {
    var queued = Queued.newBuilder().setPosition(position);
    if (waitMillis > 0) {
      queued.setEstimatedWait(millis(waitMillis));
    }
    return TranscribeResponse.newBuilder().setQueued(queued).build();
  }

  public static TranscribeResponse partial(long id, String text) {
    return segment(Segment.newBuilder().setSegmentId(id).setText(text));
  }

  public static TranscribeResponse finalText(
      long id, String text, long startMillis, long endMillis) {
    return segment(finalSegment(id, text, startMillis, endMillis));
  }

  public static Segment.Builder finalSegment(
      long id, String text, long startMillis, long endMillis) {
    return Segment.newBuilder()
        .setSegmentId(id)
        .setText(text)
        .setIsFinal(true)
        .setResumeToken("secret-token")
        .setStartOffset(millis(startMillis))
        .setEndOffset(millis(endMillis));
  }

  public static TranscribeResponse segment(Segment.Builder segment) {
    return TranscribeResponse.newBuilder().setSegment(segment).build();
  }

  public static Word word(String text, long endMillis) {
    return Word.newBuilder().setText(text).setEndOffset(millis(endMillis)).build();
  }

  public static TranscribeResponse notice(NoticeCode code, String text) {
    return TranscribeResponse.newBuilder()
        .setNotice(Notice.newBuilder().setCode(code).setText(text))
        .build();
  }

  public static TranscribeResponse progress(long receivedMillis, long transcribedMillis) {
    return TranscribeResponse.newBuilder()
        .setProgress(
            Progress.newBuilder()
                .setReceivedOffset(millis(receivedMillis))
                .setTranscribedOffset(millis(transcribedMillis))
                .setLag(millis(120)))
        .build();
  }

  public static TranscribeResponse completed() {
    return completed(CompletedReason.COMPLETED_REASON_CALLER_DONE);
  }

  public static TranscribeResponse completed(CompletedReason reason) {
    return TranscribeResponse.newBuilder()
        .setCompleted(
            Completed.newBuilder()
                .setReason(reason)
                .setUsage(
                    Usage.newBuilder()
                        .setSegments(2)
                        .setAudioReceived(millis(4_000))
                        .setAudioTranscribed(millis(3_500))))
        .build();
  }

  /** The same, without a word of coming back. */
  static StatusRuntimeException refusalForGood(Code code, String reason) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()))
            .build());
  }

  /** A refusal with a reason, one violation, and 7 s to wait. */
  public static StatusRuntimeException refusal(Code code, String reason) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage("not now")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()))
            .addDetails(
                Any.pack(
                    BadRequest.newBuilder()
                        .addFieldViolations(
                            BadRequest.FieldViolation.newBuilder()
                                .setField("start.pool")
                                .setDescription("here (expected: there)"))
                        .build()))
            .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(millis(7_000)).build()))
            .addDetails(Any.newBuilder().setTypeUrl("type.googleapis.com/of.the.Future"))
            .build());
  }

  public static Duration millis(long millis) {
    return Duration.newBuilder()
        .setSeconds(millis / 1_000)
        .setNanos((int) (millis % 1_000) * 1_000_000)
        .build();
  }
}
