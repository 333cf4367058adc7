package dev.stenogate.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.stenogate.v1.Flush;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call driven by hand. Messages are bytes to it, so that it can also say what is no message;
 * responses are asked for one at a time.
 */
final class HandCall {
  /** A safety net, far above what any of it takes. */
  static final long AWAIT_SECONDS = 30;

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ClientCall<byte[], byte[]> call;

  /** Empty: the call has ended. */
  private final BlockingQueue<Optional<TranscribeResponse>> responses = new LinkedBlockingQueue<>();

  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  private HandCall(ClientCall<byte[], byte[]> call) {
    this.call = call;
  }

  static HandCall open(Channel channel, String method, CallOptions options, Metadata headers) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(method)
            .build();
    HandCall opened = new HandCall(channel.newCall(descriptor, options));
    opened.call.start(opened.new Listener(), headers);
    opened.call.setMessageCompression(options.getCompressor() != null);
    opened.call.request(1);
    return opened;
  }

  HandCall start(Start start) {
    return send(Requests.of(start));
  }

  HandCall audio(byte[] pcm) {
    return audio(UnsafeByteOperations.unsafeWrap(pcm));
  }

  HandCall audio(ByteString pcm) {
    return send(TranscribeRequest.newBuilder().setAudio(pcm).build());
  }

  HandCall flush(String id) {
    return send(TranscribeRequest.newBuilder().setFlush(Flush.newBuilder().setId(id)).build());
  }

  HandCall send(TranscribeRequest request) {
    return sendBytes(request.toByteArray());
  }

  HandCall sendBytes(byte[] message) {
    call.sendMessage(message);
    return this;
  }

  HandCall halfClose() {
    call.halfClose();
    return this;
  }

  void cancel() {
    call.cancel("the test gives up", null);
  }

  /** Waits for the first response, which must be {@code started}. */
  HandCall awaitStarted() {
    TranscribeResponse first = next();
    if (!first.hasStarted()) {
      throw new AssertionError("first response: %s (expected: started)".formatted(first));
    }
    return this;
  }

  /** Waits for the next response. */
  TranscribeResponse next() {
    try {
      Optional<TranscribeResponse> response = responses.poll(AWAIT_SECONDS, TimeUnit.SECONDS);
      if (response == null) {
        throw new AssertionError("no response came");
      }
      return response.orElseThrow(() -> new AssertionError("the call ended: " + answer()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end of the call. */
  Answer answer() {
    try {
      return answer.get(AWAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the call did not end", e);
    }
  }

  boolean isOver() {
    return answer.isDone();
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    @Override
    public void onMessage(byte[] message) {
      try {
        responses.add(Optional.of(TranscribeResponse.parseFrom(message)));
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      }
      call.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      answer.complete(Answer.of(status, trailers));
      responses.add(Optional.empty());
    }
  }
}
