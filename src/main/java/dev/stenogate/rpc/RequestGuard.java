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
    Guarded<Q> guarded = new Guarded<>(call);
    VertxLoop loop = VertxLoop.current();
    // Before the call starts: Transcribe puts its own listener in the place of this one.
    MessageBound.current()
        .onExceeded(
            bytes -> loop.execute(() -> guarded.refuse(MessageBound.tooLarge("request", bytes))));
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
    private ServerCall.Listener<Q> listener;
    private boolean refused;

    private Guarded(ServerCall<Q, ?> call) {
      this.call = call;
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
      if (message == null && single) {
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
