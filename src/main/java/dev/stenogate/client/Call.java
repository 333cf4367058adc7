package dev.stenogate.client;

import dev.stenogate.v1.Completed;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;

/**
 * One dial of {@code Transcribe}: flow control both ways, and nothing of audio or resumption.
 *
 * <ul>
 *   <li>A sender waits in {@link #awaitWritable}, so at most one message and gRPC's own 32 KB lie
 *       unsent.
 *   <li>The next response is asked for when {@link Events#onResponse} has returned.
 * </ul>
 *
 * <p>Thread-safe. A call that has ended takes everything and does nothing.
 */
final class Call implements ClientResponseObserver<TranscribeRequest, TranscribeResponse> {
  /** What a call has to tell; called one at a time and in order. */
  interface Events {
    void onResponse(TranscribeResponse response);

    /** Last. Empty: it ended with OK after {@code completed}. */
    void onEnd(Optional<TranscriptionFailure> failure, Completed completed);
  }

  private final Events events;
  private final Object lock = new Object();
  private ClientCallStreamObserver<TranscribeRequest> stream;
  private boolean sendEnded;
  private Optional<Completed> completed = Optional.empty();

  Call(Events events) {
    this.events = events;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<TranscribeRequest> stream) {
    this.stream = stream;
    stream.disableAutoRequestWithInitial(1);
    stream.setOnReadyHandler(this::wake);
  }

  /**
   * Waits until the connection wants more.
   *
   * @return false if nothing more can be sent
   */
  boolean awaitWritable() throws InterruptedException {
    synchronized (lock) {
      while (!sendEnded && !stream.isReady()) {
        lock.wait();
      }
      return !sendEnded;
    }
  }

  void send(TranscribeRequest request) {
    synchronized (lock) {
      if (!sendEnded) {
        stream.onNext(request);
      }
    }
  }

  /** Says that no more audio comes. */
  void halfClose() {
    synchronized (lock) {
      if (!sendEnded) {
        endSending();
        stream.onCompleted();
      }
    }
  }

  /** Ends the call at once; {@link Events#onEnd} still comes. */
  void cancel(String why, Throwable cause) {
    synchronized (lock) {
      endSending();
    }
    stream.cancel(why, cause); // Safe from any thread, and after the end.
  }

  @Override
  public void onNext(TranscribeResponse response) {
    if (response.hasCompleted()) {
      completed = Optional.of(response.getCompleted());
    }
    events.onResponse(response);
    stream.request(1);
  }

  @Override
  public void onError(Throwable error) {
    end(Optional.of(TranscriptionFailure.of(error)));
  }

  @Override
  public void onCompleted() {
    end(
        completed.isPresent()
            ? Optional.empty()
            : Optional.of(
                TranscriptionFailure.protocol("the call ended with OK but without 'completed'")));
  }

  private void end(Optional<TranscriptionFailure> failure) {
    synchronized (lock) {
      endSending();
    }
    events.onEnd(failure, completed.orElse(Completed.getDefaultInstance()));
  }

  private void endSending() {
    sendEnded = true;
    lock.notifyAll();
  }

  private void wake() {
    synchronized (lock) {
      lock.notifyAll();
    }
  }
}
