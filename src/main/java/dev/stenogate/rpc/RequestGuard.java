package dev.stenogate.rpc;

import dev.stenogate.session.Ending;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

/**
 * Answers requests that are too long or could not be read, for every method of the server, health
 * and reflection included. {@code Transcribe} does so by itself, because a session hangs on the
 * call.
 */
final class RequestGuard implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    MessageBound bound = MessageBound.current();
    Guarded<Q> guarded = new Guarded<>(call, bound);
    VertxLoop loop = VertxLoop.current();
    // Before the call starts: Transcribe puts its own listener in the place of this one.
    bound.onExceeded(bytes -> loop.execute(() -> guarded.refuse(bound.tooLarge("request", bytes))));
    Context context = ConnectionAge.of(call);
    Context before = context.attach();
    try {
      guarded.listener = next.startCall(call, headers);
    } finally {
      context.detach(before);
    }
    return guarded;
  }

  private static final class Guarded<Q> extends ServerCall.Listener<Q> {
    private final ServerCall<Q, ?> call;
    private final MessageBound bound;
    private ServerCall.Listener<Q> listener;
    private boolean refused;

    private Guarded(ServerCall<Q, ?> call, MessageBound bound) {
      this.call = call;
      this.bound = bound;
    }

    private void refuse(Ending ending) {
      if (!refused) {
        refused = true;
        StatusRuntimeException status = Statuses.of(ending);
        call.close(status.getStatus(), status.getTrailers());
      }
    }

    @Override
    public void onMessage(Q message) {
      boolean single = call.getMethodDescriptor().getType().clientSendsOneMessage();
      if (single && bound.exceededBytes() > 0) {
        // A short one is whole before the refusal has its turn on the loop.
        refuse(bound.tooLarge("request", bound.exceededBytes()));
      } else if (message == null && single) {
        refuse(Unreadable.ending());
      } else if (!refused) {
        listener.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        listener.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      if (!refused) {
        listener.onReady();
      }
    }

    @Override
    public void onCancel() {
      listener.onCancel();
    }

    @Override
    public void onComplete() {
      listener.onComplete();
    }
  }
}
