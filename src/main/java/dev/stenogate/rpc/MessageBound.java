package dev.stenogate.rpc;

import dev.stenogate.session.Ending;
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
      return new MessageBound(bytesMax);
    }
  }

  private final long bytesMax;
  private long messageBytes;
  private boolean exceeded;
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

  /** How a call ends that sent more. */
  static Ending tooLarge(String field, long bytes) {
    return Ending.invalid(
        "MESSAGE_TOO_LARGE",
        field,
        "%d bytes or more (expected: at most %d)"
            .formatted(bytes, TranscriptionEdge.AUDIO_MESSAGE_BYTES_MAX));
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundWireSize(long bytes) {
    messageBytes += bytes;
    if (messageBytes > bytesMax && !exceeded) {
      exceeded = true;
      onExceeded.accept(messageBytes);
    }
  }

  @Override
  public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
    messageBytes = 0;
  }
}
