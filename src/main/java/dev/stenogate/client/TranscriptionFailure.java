package dev.stenogate.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call that ended with an error, and everything that the server said about it. */
public final class TranscriptionFailure extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * One thing that was wrong with the request, or one limit that was hit.
   *
   * @param subject the field, or whose limit it is
   * @param description what was seen and what was expected
   */
  public record Violation(String subject, String description) {}

  private final Status.Code code;
  private final String reason;
  private final transient List<Violation> violations;
  private final transient Optional<Duration> retryAfter;

  private TranscriptionFailure(
      Status.Code code,
      String reason,
      String message,
      List<Violation> violations,
      Optional<Duration> retryAfter,
      Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  /** What a gRPC call failed with. */
  static TranscriptionFailure of(Throwable error) {
    var status = Status.fromThrowable(error);
    var reason = "";
    var violations = new ArrayList<Violation>();
    var retryAfter = Optional.<Duration>empty();
    var rich = StatusProto.fromThrowable(error);
    for (var detail : rich == null ? List.<Any>of() : rich.getDetailsList()) {
      // Not Any.unpack: it finds the message's class by reflection.
      try {
        switch (detail.getTypeUrl().substring(detail.getTypeUrl().lastIndexOf('/') + 1)) {
          case "google.rpc.ErrorInfo" ->
              reason = ErrorInfo.parseFrom(detail.getValue()).getReason();
          case "google.rpc.BadRequest" ->
              BadRequest.parseFrom(detail.getValue()).getFieldViolationsList().stream()
                  .map(v -> new Violation(v.getField(), v.getDescription()))
                  .forEach(violations::add);
          case "google.rpc.QuotaFailure" ->
              QuotaFailure.parseFrom(detail.getValue()).getViolationsList().stream()
                  .map(v -> new Violation(v.getSubject(), v.getDescription()))
                  .forEach(violations::add);
          case "google.rpc.RetryInfo" -> {
            var delay = RetryInfo.parseFrom(detail.getValue()).getRetryDelay();
            retryAfter = Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
          }
          default -> {} // A detail of a newer server; the status stands without it.
        }
      } catch (InvalidProtocolBufferException e) {
        error.addSuppressed(e);
      }
    }
    return new TranscriptionFailure(
        status.getCode(), reason, describe(status), violations, retryAfter, error);
  }

  /** A server that does not keep to the protocol. */
  static TranscriptionFailure protocol(String message) {
    return local(Status.Code.INTERNAL, message);
  }

  /** What this side decided by itself. */
  static TranscriptionFailure local(Status.Code code, String message) {
    return new TranscriptionFailure(code, "", message, List.of(), Optional.empty(), null);
  }

  /** grpc-java says 'io exception' and leaves what happened to the cause. */
  private static String describe(Status status) {
    var text = new StringBuilder(Optional.ofNullable(status.getDescription()).orElse(""));
    var root = status.getCause();
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    if (root != null && root.getMessage() != null) {
      text.append(text.isEmpty() ? "" : ": ").append(root.getMessage());
    }
    return text.toString();
  }

  /** The gRPC status. */
  public Status.Code code() {
    return code;
  }

  /** The server's stable reason ({@code ErrorInfo.reason}); empty: it gave none. */
  public String reason() {
    return reason;
  }

  /** What was wrong with the request, and which limits were hit. */
  public List<Violation> violations() {
    return violations;
  }

  /** When coming back can help; empty: the server does not say. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
