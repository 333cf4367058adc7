package dev.stenogate.e2e;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * How a call ended, as its caller sees it.
 *
 * @param message the status's words, or empty
 * @param error what a program reads
 * @param violations which fields were wrong
 * @param retry when to come back
 * @param quota whose limit it was
 */
record Answer(
    Status.Code code,
    String message,
    Optional<ErrorInfo> error,
    Optional<BadRequest> violations,
    Optional<RetryInfo> retry,
    Optional<QuotaFailure> quota) {

  static Answer of(Status status, Metadata trailers) {
    com.google.rpc.Status whole = StatusProto.fromStatusAndTrailers(status, trailers);
    String message = status.getDescription();
    return new Answer(
        status.getCode(),
        message == null ? "" : message,
        detail(whole, ErrorInfo.class),
        detail(whole, BadRequest.class),
        detail(whole, RetryInfo.class),
        detail(whole, QuotaFailure.class));
  }

  /** The stable reason, or empty. */
  String reason() {
    return error.map(ErrorInfo::getReason).orElse("");
  }

  /** Who gave that reason, or empty. */
  String domain() {
    return error.map(ErrorInfo::getDomain).orElse("");
  }

  private static <T extends Message> Optional<T> detail(
      com.google.rpc.Status status, Class<T> type) {
    try {
      for (Any any : status.getDetailsList()) {
        if (any.is(type)) {
          return Optional.of(any.unpack(type));
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
