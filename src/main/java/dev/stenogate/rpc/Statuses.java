package dev.stenogate.rpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Ending.Denied;
import dev.stenogate.session.Ending.Limited;
import dev.stenogate.session.Ending.Plain;
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
      case RESUME_REFUSED -> status(Code.FAILED_PRECONDITION, ending, reason(ending));
      case UNAUTHENTICATED -> status(Code.UNAUTHENTICATED, ending, reason(ending));
      case PERMISSION_DENIED -> status(Code.PERMISSION_DENIED, ending, reason(ending));
      case AUTHENTICATION_UNAVAILABLE ->
          status(Code.UNAVAILABLE, ending, reason(ending), comeBack(ending));
      case TOO_MANY_ATTEMPTS ->
          status(Code.RESOURCE_EXHAUSTED, ending, reason(ending), comeBack(ending));
      case TENANT_LIMIT -> limited(ending);
      case POOL_FULL -> status(Code.RESOURCE_EXHAUSTED, ending, reason(ending), comeBack(ending));
      case POOL_UNAVAILABLE, UPSTREAM_LOST ->
          status(Code.UNAVAILABLE, ending, reason(ending), comeBack(ending));
      case DRAINED ->
          status(Code.UNAVAILABLE, ending, reason(ending), retry(RETRY_ELSEWHERE_NANOS));
      case UPSTREAM_MISCONFIGURED, INTERNAL -> status(Code.INTERNAL, ending, reason(ending));
    };
  }

  private static StatusRuntimeException limited(Ending ending) {
    boolean forGood = ending.why() instanceof Limited limited && limited.limit() == Limit.DURATION;
    Any[] details =
        forGood ? new Any[] {quota(ending)} : new Any[] {quota(ending), comeBack(ending)};
    return status(Code.RESOURCE_EXHAUSTED, ending, reason(ending), details);
  }

  private static StatusRuntimeException invalid(Ending ending) {
    Violation violation = (Violation) ending.why();
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

  /** The most exact one that there is. */
  private static String reason(Ending ending) {
    return switch (ending.why()) {
      case Violation violation -> violation.reason();
      case Denied denied -> denied.reason();
      case Limited _, Shortage _, Plain _ -> ending.outcome().label().toUpperCase(Locale.ROOT);
    };
  }

  /** As slots came free lately, or as the limit says, where that is known. */
  private static Any comeBack(Ending ending) {
    long nanos =
        switch (ending.why()) {
          case Shortage shortage -> shortage.retryNanos();
          case Limited limited -> limited.retryNanos();
          case Denied denied -> denied.retryNanos();
          case Violation _, Plain _ -> 0;
        };
    return retry(nanos > 0 ? nanos : RETRY_NANOS);
  }

  private static Any quota(Ending ending) {
    QuotaFailure.Violation.Builder violation =
        QuotaFailure.Violation.newBuilder().setDescription(ending.told());
    if (ending.why() instanceof Limited limited) {
      violation
          .setSubject("tenant:" + limited.tenant())
          .setQuotaId(limited.limit().label())
          .setQuotaValue((long) Math.ceil(limited.value()));
    }
    return Any.pack(QuotaFailure.newBuilder().addViolations(violation).build());
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
    String pool =
        switch (ending.why()) {
          case Shortage shortage -> shortage.pool();
          case Limited limited -> limited.pool();
          case Violation _, Denied _, Plain _ -> "";
        };
    if (!pool.isEmpty()) {
      info.putMetadata("pool", pool);
    }
    return info.build();
  }
}
