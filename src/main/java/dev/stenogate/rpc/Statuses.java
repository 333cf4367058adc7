package dev.stenogate.rpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Ending.Violation;
import dev.stenogate.session.Outcome;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Locale;

/**
 * Makes the gRPC status of an outcome: code, stable reason, and what the caller can do about it.
 */
final class Statuses {
  /** Domain of every reason. */
  static final String DOMAIN = "stenogate.dev";

  /** When a caller that was refused for want of a slot or an endpoint should come back, 5 s. */
  private static final long RETRY_NANOS = 5_000_000_000L;

  /**
   * When one should that finds another replica, 100 ms: at once, but not all in the same moment.
   */
  private static final long RETRY_ELSEWHERE_NANOS = 100_000_000L;

  private Statuses() {}

  /** The status of an ending that is not {@link Outcome#COMPLETED}. */
  static StatusRuntimeException of(Ending ending) {
    return switch (ending.outcome()) {
      case COMPLETED ->
          throw new IllegalArgumentException("a completed session has no error status");
      case CALLER_CANCELLED -> status(Code.CANCELLED, ending, reason(ending));
      case CALLER_DEADLINE -> status(Code.DEADLINE_EXCEEDED, ending, reason(ending));
      case CALLER_IDLE -> status(Code.DEADLINE_EXCEEDED, ending, "SESSION_IDLE");
      case CALLER_NOT_READING -> status(Code.DEADLINE_EXCEEDED, ending, "RESPONSES_UNREAD");
      case INVALID_REQUEST -> invalid(ending);
      case RESUME_REFUSED -> status(Code.FAILED_PRECONDITION, ending, ending.violation().reason());
      case POOL_FULL -> status(Code.RESOURCE_EXHAUSTED, ending, reason(ending), retry(RETRY_NANOS));
      case POOL_UNAVAILABLE, UPSTREAM_LOST ->
          status(Code.UNAVAILABLE, ending, reason(ending), retry(RETRY_NANOS));
      case DRAINED ->
          status(Code.UNAVAILABLE, ending, reason(ending), retry(RETRY_ELSEWHERE_NANOS));
      case UPSTREAM_MISCONFIGURED, INTERNAL -> status(Code.INTERNAL, ending, reason(ending));
    };
  }

  private static StatusRuntimeException invalid(Ending ending) {
    Violation violation = ending.violation();
    BadRequest badRequest =
        BadRequest.newBuilder()
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder()
                    .setField(violation.field())
                    .setDescription(violation.description())
                    .setReason(violation.reason()))
            .build();
    return status(Code.INVALID_ARGUMENT, ending, violation.reason(), Any.pack(badRequest));
  }

  private static String reason(Ending ending) {
    return ending.outcome().label().toUpperCase(Locale.ROOT);
  }

  private static Any retry(long nanos) {
    return Any.pack(RetryInfo.newBuilder().setRetryDelay(Offsets.ofNanos(nanos)).build());
  }

  private static StatusRuntimeException status(
      Code code, Ending ending, String reason, Any... details) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(ending.told())
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason).build()));
    for (Any detail : details) {
      status.addDetails(detail);
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
