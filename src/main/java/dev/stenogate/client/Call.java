package dev.stenogate.client;

import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;

/**
 * One dial of {@code Transcribe}: flow control both ways, and nothing of audio or resumption.
 *
 * <ul>
 *   <li>A message is sent when {@link Events#onWritable} said so, so at most one or two and gRPC's
 *       own 32 KB lie unsent.
 *   <li>The next response comes when {@link #takeNext} asked for it.
 * </ul>
 *
 * <p>Thread-safe. A call that has ended takes everything and does nothing.
 */
final class Call implements ClientResponseObserver<TranscribeRequest, TranscribeResponse> {
  /** What a call has to tell. Must not wait. */
  interface Events {
    /** One more message may be sent. Said again after every message, when that is so. */
    void onWritable();

    void onResponse(TranscribeResponse response);

    /** Last. Empty: it ended with OK. */
    void onEnd(Optional<TranscriptionFailure> failure);
  }

  private final Events events;
  private final Object lock = new Object();
  private ClientCallStreamObserver<TranscribeRequest> stream;
  private boolean sendEnded;

  Call(Events events) {
    this.events = events;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<TranscribeRequest> stream) {
    this.stream = stream;
    stream.disableAutoRequestWithInitial(1);
    stream.setOnReadyHandler(this::tellIfWritable);
  }

  void send(TranscribeRequest request) {
    synchronized (lock) {
      if (!sendEnded) {
        stream.onNext(request);
      }
    }
    tellIfWritable();
  }

  /** Says that no more audio comes. */
  void halfClose() {
    synchronized (lock) {
      if (!sendEnded) {
        sendEnded = true;
        stream.onCompleted();
      }
    }
  }

  /** Ends the call at once; {@link Events#onEnd} still comes. */
  void cancel() {
    synchronized (lock) {
      sendEnded = true;
    }
    if (stream != null) { // Null: it could not even be dialled.
      stream.cancel("given up by the caller", null); // Safe from any thread, and after the end.
    }
  }

  /** Asks for the response that follows the last one told. */
  void takeNext() {
    stream.request(1);
  }

  @Override
  public void onNext(TranscribeResponse response) {
    events.onResponse(response);
  }

  @Override
  public void onError(Throwable error) {
    end(Optional.of(TranscriptionFailure.of(error)));
  }

  @Override
  public void onCompleted() {
    end(Optional.empty());
  }

  private void end(Optional<TranscriptionFailure> failure) {
    synchronized (lock) {
      sendEnded = true;
    }
    events.onEnd(failure);
  }

  /** Ready may be told twice, here and by the channel; then one message more lies unsent. */
  private void tellIfWritable() {
    if (stream.isReady()) {
      events.onWritable();
    }
  }
}
