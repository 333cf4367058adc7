package dev.stenogate.upstream.sagemaker;

import dev.stenogate.upstream.Signal.Reason;
import dev.stenogate.upstream.realtime.FrameChannel;
import dev.stenogate.upstream.realtime.FrameListener;
import java.util.concurrent.CompletableFuture;
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
 * <p>Nothing here watches the time: a call that gets no answer stays open until its owner closes
 * it.
 */
final class SageMakerChannel implements FrameChannel {
  private final Mailbox mailbox;
  private final RequestStream request;
  private final Runnable onGone;
  private final AtomicBoolean over = new AtomicBoolean();

  /** Null until the SDK has taken the call. */
  private volatile CompletableFuture<Void> call;

  /** Null until SageMaker has answered 200. */
  private volatile String requestId;

  /**
   * @param onGone run once, when the SDK has let the call go; on any thread
   */
  SageMakerChannel(FrameListener listener, Runnable onGone) {
    this.mailbox = new Mailbox(listener);
    this.request = new RequestStream(mailbox::writable);
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

  /**
   * Ends the call whatever it is doing. Cancelling resets the stream (RST_STREAM CANCEL), so that
   * it ends even when the server stopped reading or never answered; to complete the request would
   * wait for both.
   */
  private void giveUp(Reason reason, String detail) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    mailbox.closed(reason, detail);
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
      onGone.run();
      return;
    }
    try {
      // The call would ask for them too; asked for here, their failure has a name of its own.
      var unused = credentials.resolveCredentials();
    } catch (RuntimeException e) {
      settled(Ending.ofCredentials(e));
      return;
    }
    try {
      call = client.invokeEndpointWithBidirectionalStream(request(target), request, handler());
    } catch (RuntimeException e) {
      call = CompletableFuture.failedFuture(e);
    }
    if (over.get()) {
      call.cancel(true);
    }
    var unused = call.whenComplete((none, failure) -> settled(Ending.of(failure, requestId)));
  }

  private void settled(Ending ending) {
    if (over.compareAndSet(false, true)) {
      mailbox.closed(ending.reason(), ending.detail());
      request.cancel();
    }
    onGone.run();
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
