package dev.stenogate.rpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jboss.logging.Logger;

/**
 * A call of which it is not known yet whose it is. None of its messages is asked for, so all that
 * can come is its half-close, and its end. On the call's loop.
 */
final class PendingCall<Q, R> extends ServerCall.Listener<Q> {
  private static final Logger LOG = Logger.getLogger("stenogate.door");

  private final ServerCall<Q, R> call;
  private Context context;
  private ServerCall.Listener<Q> opened; // null while it is pending
  private boolean over;
  private boolean halfClosed;

  PendingCall(ServerCall<Q, R> call) {
    this.call = call;
  }

  /** It is let in. */
  void open(Context as, Metadata headers, ServerCallHandler<Q, R> next) {
    if (over) {
      return; // The caller did not wait.
    }
    context = as;
    Context before = as.attach();
    try {
      opened = next.startCall(call, headers);
    } catch (RuntimeException e) {
      // gRPC catches only what is thrown while it opens the call itself, which is over.
      over = true;
      LOG.errorf("a call could not be opened type=%s", e.getClass().getName());
      call.close(Status.INTERNAL.withDescription("the call could not be opened"), new Metadata());
      return;
    } finally {
      as.detach(before);
    }
    if (call.isReady()) {
      onReady();
    }
    if (halfClosed) {
      onHalfClose();
    }
  }

  /** It is not. */
  void refuse(StatusRuntimeException status) {
    if (!over) {
      over = true;
      call.close(status.getStatus(), status.getTrailers());
    }
  }

  @Override
  public void onMessage(Q message) {
    if (opened != null) {
      context.run(() -> opened.onMessage(message));
    }
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    if (opened != null) {
      context.run(opened::onHalfClose);
    }
  }

  @Override
  public void onReady() {
    if (opened != null) {
      context.run(opened::onReady);
    }
  }

  @Override
  public void onCancel() {
    over = true;
    if (opened != null) {
      context.run(opened::onCancel);
    }
  }

  @Override
  public void onComplete() {
    over = true;
    if (opened != null) {
      context.run(opened::onComplete);
    }
  }
}
