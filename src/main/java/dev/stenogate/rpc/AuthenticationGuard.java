package dev.stenogate.rpc;

import dev.stenogate.authentication.Denial;
import dev.stenogate.authentication.Presented;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.tenant.Caller;
import grpc.health.v1.HealthGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Lets a call in when it is known whose it is: until then none of its messages is read. {@code
 * Check} of health is open to all, for probes.
 */
final class AuthenticationGuard implements ServerInterceptor {
  /** Quarkus keeps an entry for each name that was ever watched, whatever the caller made up. */
  private static final Status WATCH_NOT_SERVED =
      Status.UNIMPLEMENTED.withDescription(
          "grpc.health.v1.Health/Watch: not served (expected: Check)");

  private final Door door;

  AuthenticationGuard(Door door) {
    this.door = door;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    ConnectionGuard connection = ConnectionGuard.of(call);
    MethodDescriptor<Q, R> method = call.getMethodDescriptor();
    if (HealthGrpc.getCheckMethod().getFullMethodName().equals(method.getFullMethodName())) {
      connection.askedForHealth();
      return next.startCall(call, headers);
    }
    if (HealthGrpc.getWatchMethod().getFullMethodName().equals(method.getFullMethodName())) {
      call.close(WATCH_NOT_SERVED, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    VertxLoop loop = VertxLoop.current();
    PendingCall<Q, R> pending = new PendingCall<>(call);
    Knock knock = Knock.of(call);
    Presented presented = Knock.take(call, headers);
    long waitNanos = door.failures().waitNanos(knock.group(), loop.nanoTime());
    if (waitNanos > 0) {
      pending.refuse(Statuses.of(tooMany(waitNanos)));
      door.attempts().tooMany(knock.method(), knock.peer());
      connection.refused();
      return pending;
    }
    Context context = Context.current();
    connection.verifying();
    door.authenticator()
        .examine(presented)
        .thenAccept(
            verdict ->
                loop.execute(
                    () -> {
                      connection.verified();
                      switch (verdict) {
                        case Verdict.Admitted admitted -> {
                          Caller caller = admitted.caller().from(knock.peer());
                          connection.admitted();
                          door.attempts().admitted(knock.method(), caller);
                          pending.open(Callers.with(context, caller), headers, next);
                        }
                        case Verdict.Refused refused -> {
                          pending.refuse(Statuses.of(ending(refused)));
                          refused(knock, refused, connection, loop.nanoTime());
                        }
                      }
                    }));
    return pending;
  }

  /** Only who may have guessed pays for it; whom nobody could verify was not refused at all. */
  private void refused(
      Knock knock, Verdict.Refused refused, ConnectionGuard connection, long nowNanos) {
    if (FailedAttempts.isGuess(refused.denial())) {
      door.failures().refused(knock.group(), nowNanos);
    }
    if (refused.denial().kind() != Denial.Kind.UNAVAILABLE) {
      connection.refused();
    }
    door.attempts().refused(knock.method(), knock.peer(), refused);
  }

  private Ending tooMany(long waitNanos) {
    DoorLimits limits = door.limits();
    return new Ending(
        Outcome.TOO_MANY_ATTEMPTS,
        "too many credentials from this address were refused (expected: at most %d at once, and %s a second)"
            .formatted(limits.attemptsBurst(), limits.attemptsPerSecond()),
        new Ending.Denied("TOO_MANY_ATTEMPTS", waitNanos));
  }

  static Ending ending(Verdict.Refused refused) {
    Denial denial = refused.denial();
    Outcome outcome =
        switch (denial.kind()) {
          case UNAUTHENTICATED -> Outcome.UNAUTHENTICATED;
          case FORBIDDEN -> Outcome.PERMISSION_DENIED;
          case UNAVAILABLE -> Outcome.AUTHENTICATION_UNAVAILABLE;
        };
    return new Ending(outcome, refused.told(), new Ending.Denied(denial.name(), 0));
  }
}
