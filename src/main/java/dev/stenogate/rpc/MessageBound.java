package dev.stenogate.rpc;

import dev.stenogate.session.Ending;
import grpc.health.v1.HealthGrpc;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.function.LongConsumer;

/**
 * Ends a call in the middle of a message that is too long, with a status of our own. The
 * transport's own limit answers with RST_STREAM once a response was sent, which tells the caller
 * nothing; and it would need a limit as high as the largest mistake that is to get an answer, with
 * as much memory for each.
 *
 * <p>Watches the bytes of each message as they come in, before the message is whole. Lives on the
 * transport's event loop.
 */
final class MessageBound extends ServerStreamTracer {
  /** Longest question for health, 1 KiB: the name of a service, and all may ask. */
  static final int HEALTH_BYTES_MAX = 1_024;

  private static final Context.Key<MessageBound> KEY = Context.key("message-bound");

  /** Makes one for each call. */
  static final class Factory extends ServerStreamTracer.Factory {
    private final long bytesMax;

    /**
     * @param bytesMax the longest message, in bytes on the wire
     */
    Factory(long bytesMax) {
      this.bytesMax = bytesMax;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
      boolean health = HealthGrpc.getCheckMethod().getFullMethodName().equals(fullMethodName);
      return new MessageBound(health ? Math.min(HEALTH_BYTES_MAX, bytesMax) : bytesMax);
    }
  }

  private final long bytesMax;
  private long messageBytes;
  private volatile long exceededBytes; // 0: not exceeded
  private LongConsumer onExceeded = _ -> {};

  private MessageBound(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** That of the call that is being opened. */
  static MessageBound current() {
    return KEY.get();
  }

  /**
   * Hears once, on the transport's thread, of how many bytes there were when the limit was passed.
   */
  void onExceeded(LongConsumer listener) {
    onExceeded = listener;
  }

  /** How many bytes there were when the limit was passed; 0: it was not. */
  long exceededBytes() {
    return exceededBytes;
  }

  /** How a call ends that sent more. */
  Ending tooLarge(String field, long bytes) {
    return Ending.invalid(
        "MESSAGE_TOO_LARGE",
        field,
        "%d bytes or more (expected: at most %d)"
            .formatted(bytes, Math.min(bytesMax, TranscriptionEdge.AUDIO_MESSAGE_BYTES_MAX)));
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundWireSize(long bytes) {
    messageBytes += bytes;
    if (messageBytes > bytesMax && exceededBytes == 0) {
      exceededBytes = messageBytes;
      onExceeded.accept(messageBytes);
    }
  }

  @Override
  public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
    messageBytes = 0;
  }
}
