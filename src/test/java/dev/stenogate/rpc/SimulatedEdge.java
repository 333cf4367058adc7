package dev.stenogate.rpc;

import dev.stenogate.session.Loop;
import dev.stenogate.tenant.Caller;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.LongConsumer;

/** Opens calls at the real edge for a simulated wire. */
public final class SimulatedEdge {
  private static final ServerStreamTracer.Factory BOUND =
      new MessageBound.Factory(TranscriptionEdge.MESSAGE_BYTES_MAX);

  /** Longest audio in one message, in bytes. */
  public static final int AUDIO_MESSAGE_BYTES_MAX = TranscriptionEdge.AUDIO_MESSAGE_BYTES_MAX;

  private SimulatedEdge() {}

  /**
   * One call, as the gateway sees it.
   *
   * @param drain takes leave of it, in so many nanoseconds
   */
  public record Call(StreamObserver<TranscribeRequest> requests, LongConsumer drain) {}

  /** Opens a call. On the loop. */
  public static Call open(
      ServerCallStreamObserver<TranscribeResponse> responses, Loop loop, TranscriptionEdge edge) {
    Context context =
        Callers.with(
            BOUND.newServerStreamTracer("stenogate", new Metadata()).filterContext(Context.ROOT),
            Caller.ANONYMOUS);
    Context before = context.attach();
    try {
      GrpcClientStream stream = new GrpcClientStream(responses, loop, edge);
      return new Call(stream, stream::drain);
    } finally {
      context.detach(before);
    }
  }
}
