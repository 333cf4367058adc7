package dev.stenogate.e2e;

import com.google.protobuf.UnsafeByteOperations;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.PartialResults;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A caller that sends all it has as fast as the connection takes it, and reads responses only when
 * it is told to.
 */
final class Flood implements ClientResponseObserver<TranscribeRequest, TranscribeResponse> {
  private static final int CHUNK_BYTES = 64_000; // 2 s

  private final byte[] pcm;
  private final AtomicLong sentBytes = new AtomicLong();
  private final StringBuilder transcript = new StringBuilder();
  private final CompletableFuture<String> done = new CompletableFuture<>();
  private ClientCallStreamObserver<TranscribeRequest> call;
  private long nextSegment;
  private boolean closed;

  private Flood(byte[] pcm) {
    this.pcm = pcm;
  }

  static Flood start(ManagedChannel channel, byte[] pcm) {
    Flood flood = new Flood(pcm);
    TranscriptionGrpc.newStub(channel).transcribe(flood);
    return flood;
  }

  static TranscribeRequest startRequest() {
    return TranscribeRequest.newBuilder()
        .setStart(
            Start.newBuilder()
                .setPartialResults(PartialResults.PARTIAL_RESULTS_NONE)
                .setAudioFormat(
                    AudioFormat.newBuilder()
                        .setEncoding(Encoding.ENCODING_PCM16)
                        .setSampleRateHz(16_000)))
        .build();
  }

  /** Audio that gRPC has taken so far. */
  long sentBytes() {
    return sentBytes.get();
  }

  boolean isAllSent() {
    return sentBytes.get() == pcm.length;
  }

  /** Reads from now on. */
  void read() {
    call.request(Integer.MAX_VALUE);
  }

  /** The finals, once the session completed; fails if they are not numbered one after another. */
  CompletableFuture<String> transcript() {
    return done;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<TranscribeRequest> requests) {
    call = requests;
    call.disableAutoRequestWithInitial(0);
    call.setOnReadyHandler(this::send);
  }

  private void send() {
    if (sentBytes.get() == 0 && pcm.length > 0) {
      call.onNext(startRequest());
    }
    while (call.isReady() && !isAllSent()) {
      int from = (int) sentBytes.get();
      int length = Math.min(CHUNK_BYTES, pcm.length - from);
      sentBytes.addAndGet(length);
      call.onNext(
          TranscribeRequest.newBuilder()
              .setAudio(UnsafeByteOperations.unsafeWrap(pcm, from, length))
              .build());
    }
    if (isAllSent() && !closed) {
      closed = true;
      call.onCompleted();
    }
  }

  @Override
  public void onNext(TranscribeResponse response) {
    if (response.hasSegment() && response.getSegment().getIsFinal()) {
      if (response.getSegment().getSegmentId() != nextSegment++) {
        done.completeExceptionally(
            new AssertionError("segment " + response.getSegment().getSegmentId()));
      }
      transcript.append(response.getSegment().getText());
    }
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    done.complete(transcript.toString());
  }
}
