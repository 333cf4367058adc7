package dev.stenogate.rpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Ending.Shortage;
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
      case TENANT_LIMIT ->
          status(Code.RESOURCE_EXHAUSTED, ending, reason(ending), comeBack(ending), quota(ending));
      case POOL_FULL -> status(Code.RESOURCE_EXHAUSTED, ending, reason(ending), comeBack(ending));
      case POOL_UNAVAILABLE, UPSTREAM_LOST ->
          status(Code.UNAVAILABLE, ending, reason(ending), comeBack(ending));
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

  /** As slots came free lately, where that is known. */
  private static Any comeBack(Ending ending) {
    Shortage shortage = ending.shortage();
    return retry(
        shortage != null && shortage.retryNanos() > 0 ? shortage.retryNanos() : RETRY_NANOS);
  }

  private static Any quota(Ending ending) {
    return Any.pack(
        QuotaFailure.newBuilder()
            .addViolations(
                QuotaFailure.Violation.newBuilder()
                    .setSubject("tenant:" + ending.shortage().tenant())
                    .setDescription(ending.told()))
            .build());
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
            .addDetails(Any.pack(errorInfo(ending, reason)));
    for (Any detail : details) {
      status.addDetails(detail);
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static ErrorInfo errorInfo(Ending ending, String reason) {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason);
    if (ending.shortage() != null) {
      info.putMetadata("pool", ending.shortage().pool());
    }
    return info.build();
  }
}
