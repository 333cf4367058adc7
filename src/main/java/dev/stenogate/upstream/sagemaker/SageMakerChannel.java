package dev.stenogate.upstream.sagemaker;

import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal.Reason;
import dev.stenogate.upstream.realtime.FrameChannel;
import dev.stenogate.upstream.realtime.FrameListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sagemakerruntimehttp2.SageMakerRuntimeHttp2AsyncClient;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.InvokeEndpointWithBidirectionalStreamRequest;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.InvokeEndpointWithBidirectionalStreamResponse;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.InvokeEndpointWithBidirectionalStreamResponseHandler;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.ResponsePayloadPart;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.ResponseStreamEvent;

/**
 * One call to SageMaker. Nothing happens before {@link #start}, so that the listener can be given
 * the channel first.
 *
 * <p>A call that gets no answer stays open until its owner closes it. Then the request is ended,
 * and SageMaker ends the response: the only sign of the far side that there is, since nothing
 * answers a reset. One that is closed before its 200 is ended after it: else its model could begin
 * the session after the end. What does not end in time is reset.
 *
 * <p>SageMaker may end the response before its own way to the model is closed, and none of that is
 * seen from here; so the far side counts as gone a little later, see {@link #SETTLE_MILLIS}.
 */
final class SageMakerChannel implements FrameChannel {
  /**
   * After a stream's end the model may hold its session for so long, 500 ms: SageMaker closes the
   * container's WebSocket, and the bridge in it the model's. In one process on a busy machine that
   * took 0 ms in the median, 18 ms at p95 and 407 ms once in 200; how long it takes in AWS is not
   * documented.
   */
  static final long SETTLE_MILLIS = 500;

  /** A call has so long to end in good order before it is reset. */
  private static final long END_MILLIS_MAX = Link.LET_GO_NANOS_MAX / 1_000_000 - SETTLE_MILLIS;

  private final Mailbox mailbox;
  private final RequestStream request;
  private final Runnable onGone;
  private final ScheduledExecutorService timers;
  private final AtomicBoolean over = new AtomicBoolean();

  /** Who sets it decides: the call is made, or never will be. */
  private final AtomicBoolean decided = new AtomicBoolean();

  private final AtomicBoolean gone = new AtomicBoolean();
  private volatile boolean reset;

  /** Null until the SDK has taken the call. */
  private volatile CompletableFuture<Void> call;

  /** Null until SageMaker has answered 200. */
  private volatile String requestId;

  /**
   * @param timers run what this call does later; nothing on them blocks
   * @param onGone run when the SDK has let the call go; on any thread; idempotent
   */
  SageMakerChannel(FrameListener listener, ScheduledExecutorService timers, Runnable onGone) {
    this.mailbox = new Mailbox(listener);
    this.request = new RequestStream(mailbox::writable);
    this.timers = timers;
    this.onGone = onGone;
  }

  /**
   * Makes the call. Once. Not on the caller's thread: the SDK may ask STS or the instance for
   * credentials, and waits for the answer.
   */
  void start(
      SageMakerRuntimeHttp2AsyncClient client,
      AwsCredentialsProvider credentials,
      SageMakerTarget target) {
    Thread.ofVirtual().name("sagemaker-open").start(() -> invoke(client, credentials, target));
  }

  @Override
  public void send(byte[] utf8) {
    if (!over.get() && !request.offer(utf8)) {
      giveUp(
          Reason.LOST,
          "%d bytes wait that SageMaker does not take".formatted(RequestStream.KEPT_BYTES_MAX));
    }
  }

  @Override
  public boolean writable() {
    return !over.get() && request.writable();
  }

  @Override
  public void close() {
    giveUp(Reason.LOCAL, "closed by the gateway");
  }

  /** Closes, and does not wait for SageMaker. */
  void abort() {
    close();
    reset();
  }

  private void giveUp(Reason reason, String detail) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    mailbox.closed(reason, detail);
    if (decided.compareAndSet(false, true)) {
      gone(0); // The call was not made, and never will be.
      return;
    }
    after(END_MILLIS_MAX, this::reset);
    if (requestId != null) {
      request.end();
    } // Else the model may be on its way to a session that it would begin after its end.
  }

  /**
   * Ends the call whatever it is doing. Cancelling resets the stream (RST_STREAM CANCEL), so that
   * it ends even when the server stopped reading or never answered.
   */
  private void reset() {
    reset = true;
    request.cancel();
    CompletableFuture<Void> started = call;
    if (started != null) {
      started.cancel(true);
    }
  }

  private void invoke(
      SageMakerRuntimeHttp2AsyncClient client,
      AwsCredentialsProvider credentials,
      SageMakerTarget target) {
    if (over.get()) {
      onGone.run(); // Closed before it was started.
      return;
    }
    try {
      // The call would ask for them too; asked for here, their failure has a name of its own.
      var unused = credentials.resolveCredentials();
    } catch (RuntimeException e) {
      if (decided.compareAndSet(false, true)) {
        settled(Ending.ofCredentials(e), 0);
      }
      return;
    }
    if (!decided.compareAndSet(false, true)) {
      return;
    }
    try {
      call = client.invokeEndpointWithBidirectionalStream(request(target), request, handler());
    } catch (RuntimeException e) {
      call = CompletableFuture.failedFuture(e);
    }
    if (reset) {
      call.cancel(true);
    }
    var unused =
        call.whenComplete(
            (none, failure) -> {
              Ending ending = Ending.of(failure, requestId);
              settled(ending, ending.reason().isConfiguration() ? 0 : SETTLE_MILLIS);
            });
  }

  private void settled(Ending ending, long settleMillis) {
    if (over.compareAndSet(false, true)) {
      mailbox.closed(ending.reason(), ending.detail());
      request.cancel();
    }
    gone(settleMillis);
  }

  private void gone(long settleMillis) {
    if (gone.compareAndSet(false, true)) {
      onGone.run();
      after(settleMillis, mailbox::letGo);
    }
  }

  private void after(long millis, Runnable run) {
    if (millis == 0) {
      run.run();
      return;
    }
    try {
      var unused = timers.schedule(run, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      run.run(); // With its transport.
    }
  }

  private static InvokeEndpointWithBidirectionalStreamRequest request(SageMakerTarget target) {
    return InvokeEndpointWithBidirectionalStreamRequest.builder()
        .endpointName(target.endpointName())
        .targetVariant(orNull(target.variant()))
        .modelInvocationPath(orNull(target.invocationPath()))
        .modelQueryString(orNull(target.queryString()))
        .build();
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private InvokeEndpointWithBidirectionalStreamResponseHandler handler() {
    return InvokeEndpointWithBidirectionalStreamResponseHandler.builder()
        .onResponse(this::answered)
        .onEventStream(events -> events.subscribe(new Parts()))
        // The future says it better; see Ending.
        .onError(failure -> {})
        .build();
  }

  private void answered(InvokeEndpointWithBidirectionalStreamResponse response) {
    String id = response.responseMetadata().requestId();
    requestId = id == null ? "" : id;
    if (over.get()) {
      request.end(); // Given up meanwhile.
    }
  }

  /**
   * The response half. Takes everything at once: a model says as much as it hears, one event for 80
   * ms of audio.
   */
  private final class Parts implements Subscriber<ResponseStreamEvent> {
    private final PartJoiner joiner = new PartJoiner();

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ResponseStreamEvent event) {
      // Other kinds of event may be added to the service at any time.
      if (!(event instanceof ResponsePayloadPart part)) {
        return;
      }
      try {
        byte[] frame = joiner.join(part);
        if (frame != null) {
          mailbox.frame(frame);
        }
      } catch (PartJoiner.FrameTooLong e) {
        giveUp(Reason.PROTOCOL, e.getMessage());
      }
    }

    @Override
    public void onError(Throwable failure) {
      // The future says it better; see Ending.
    }

    @Override
    public void onComplete() {
      // The future says it too.
    }
  }
}
