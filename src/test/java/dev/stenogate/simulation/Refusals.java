package dev.stenogate.simulation;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Set;

/** A caller that is refused learns why, and when to come back. */
final class Refusals {
  /** Reasons that pass: the caller is told when. */
  private static final Set<String> PASSING =
      Set.of("POOL_FULL", "TENANT_LIMIT", "POOL_UNAVAILABLE", "UPSTREAM_LOST", "DRAINED");

  /** Reasons that a well-behaved caller may meet in a world. */
  private static final Set<String> LASTING =
      Set.of(
          "UPSTREAM_MISCONFIGURED",
          "RESUME_TOKEN_EXPIRED",
          "SESSION_IDLE",
          "RESPONSES_UNREAD",
          "CALLER_CANCELLED");

  private Refusals() {}

  /** Checks a status of the gateway; one of the network has no details. */
  static void check(Status status, Metadata trailers) {
    com.google.rpc.Status rich = StatusProto.fromStatusAndTrailers(status, trailers);
    if (status.isOk() || trailers.keys().isEmpty()) {
      return;
    }
    try {
      String reason = "";
      boolean comesBack = false;
      for (Any detail : rich.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          reason = detail.unpack(ErrorInfo.class).getReason();
        }
        comesBack |= detail.is(RetryInfo.class);
      }
      Violation.unless(
          PASSING.contains(reason) || LASTING.contains(reason), "refused with \"%s\"", reason);
      Violation.unless(
          comesBack == PASSING.contains(reason),
          "%s says when to come back: %s",
          reason,
          comesBack);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
