package dev.stenogate.client;

import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The server's side of one call. */
public final class FakeCall implements StreamObserver<TranscribeRequest> {
  private final ServerCallStreamObserver<TranscribeResponse> responses;
  private final CompletableFuture<Start> start = new CompletableFuture<>();
  private final CompletableFuture<Void> halfClosed = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final List<Integer> messageBytes = new ArrayList<>();
  private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
  private Consumer<FakeCall> onStart = _ -> {};
  private Consumer<FakeCall> onHalfClose = _ -> {};
  private Consumer<FakeCall> onAudio = _ -> {};
  private boolean reading = true;

  FakeCall(ServerCallStreamObserver<TranscribeResponse> responses) {
    this.responses = responses;
    responses.disableAutoRequest();
    responses.setOnCancelHandler(() -> cancelled.complete(null));
    responses.request(1);
  }

  public FakeCall onStart(Consumer<FakeCall> action) {
    onStart = action;
    return this;
  }

  public FakeCall onAudio(Consumer<FakeCall> action) {
    onAudio = action;
    return this;
  }

  public FakeCall onHalfClose(Consumer<FakeCall> action) {
    onHalfClose = action;
    return this;
  }

  /** From now on reads nothing, or everything again. */
  public synchronized FakeCall reading(boolean reading) {
    this.reading = reading;
    if (reading) {
      responses.request(1);
    }
    return this;
  }

  @Override
  public void onNext(TranscribeRequest request) {
    synchronized (this) {
      if (request.hasStart()) {
        start.complete(request.getStart());
      } else if (request.hasAudio()) {
        messageBytes.add(request.getAudio().size());
        audio.writeBytes(request.getAudio().toByteArray());
        notifyAll();
      }
      if (reading) {
        responses.request(1);
      }
    }
    if (request.hasStart()) {
      onStart.accept(this);
    } else if (request.hasAudio()) {
      onAudio.accept(this);
    }
  }

  @Override
  public void onError(Throwable error) {
    cancelled.complete(null);
  }

  @Override
  public void onCompleted() {
    halfClosed.complete(null);
    onHalfClose.accept(this);
  }

  public synchronized FakeCall send(TranscribeResponse... messages) {
    List.of(messages).forEach(responses::onNext);
    return this;
  }

  public synchronized void complete() {
    responses.onNext(Responses.completed());
    responses.onCompleted();
  }

  public synchronized void end() {
    responses.onCompleted();
  }

  public synchronized void fail(Throwable error) {
    responses.onError(error);
  }

  public Start start() throws Exception {
    return start.get(10, TimeUnit.SECONDS);
  }

  public void awaitHalfClose() throws Exception {
    halfClosed.get(10, TimeUnit.SECONDS);
  }

  public boolean isHalfClosed() {
    return halfClosed.isDone();
  }

  public void awaitCancel() throws Exception {
    cancelled.get(10, TimeUnit.SECONDS);
  }

  public synchronized FakeCall awaitMessages(int count) throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (messageBytes.size() < count) {
      var leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        throw new AssertionError(
            "%d messages within 10 s (expected: %d)".formatted(messageBytes.size(), count));
      }
      wait(leftMillis);
    }
    return this;
  }

  public synchronized List<Integer> messageBytes() {
    return List.copyOf(messageBytes);
  }

  public synchronized byte[] audio() {
    return audio.toByteArray();
  }
}
