package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.RequestPayloadPart;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.RequestStreamEvent;

class RequestStreamTest {
  private final AtomicInteger writables = new AtomicInteger();
  private final RequestStream stream = new RequestStream(writables::incrementAndGet);
  private final Sdk sdk = new Sdk();

  /** The SDK's side, asking by hand. */
  private static class Sdk implements Subscriber<RequestStreamEvent> {
    final List<String> got = new ArrayList<>();
    Throwable failure;
    boolean completed;
    Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(RequestStreamEvent event) {
      var part = (RequestPayloadPart) event;
      assertThat(part.dataType()).isEqualTo("UTF8");
      assertThat(part.completionState()).isEqualTo("COMPLETE");
      got.add(part.bytes().asUtf8String());
    }

    @Override
    public void onError(Throwable t) {
      failure = t;
    }

    @Override
    public void onComplete() {
      completed = true;
    }
  }

  private boolean offer(String text) {
    return stream.offer(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsOfferedBeforeAnybodyAsksIsKeptInOrder() {
    offer("a");
    offer("b");
    stream.subscribe(sdk);
    assertThat(sdk.got).isEmpty();
    sdk.subscription.request(1);
    assertThat(sdk.got).containsExactly("a");
    sdk.subscription.request(5);
    assertThat(sdk.got).containsExactly("a", "b");
  }

  @Test
  void itIsWritableExactlyWhileThereIsDemandBeyondWhatIsKept() {
    assertThat(stream.writable()).isFalse();
    stream.subscribe(sdk);
    assertThat(stream.writable()).isFalse();
    sdk.subscription.request(2);
    assertThat(stream.writable()).isTrue();
    offer("a");
    assertThat(stream.writable()).isTrue();
    offer("b");
    assertThat(stream.writable()).isFalse();
    offer("kept");
    sdk.subscription.request(1);
    assertThat(stream.writable()).isFalse();
    sdk.subscription.request(1);
    assertThat(stream.writable()).isTrue();
  }

  @Test
  void whoeverWasToldToWaitIsToldOnceToLookAgain() {
    stream.subscribe(sdk);
    sdk.subscription.request(1);
    assertThat(writables).hasValue(1);
    sdk.subscription.request(1);
    assertThat(writables).hasValue(1);
    offer("a");
    offer("b");
    assertThat(stream.writable()).isFalse();
    sdk.subscription.request(1);
    sdk.subscription.request(1);
    assertThat(writables).hasValue(2);
  }

  @Test
  void nobodyIsToldToWriteWhatOnlyReplacesWhatIsKept() {
    stream.subscribe(sdk);
    offer("a");
    assertThat(stream.writable()).isFalse();
    sdk.subscription.request(1);
    assertThat(writables).hasValue(0);
  }

  @Test
  void aFrameAboveTheBoundIsNotTaken() {
    assertThat(stream.offer(new byte[RequestStream.KEPT_BYTES_MAX])).isTrue();
    assertThat(stream.offer(new byte[1])).isFalse();
    stream.subscribe(sdk);
    sdk.subscription.request(1);
    assertThat(stream.offer(new byte[RequestStream.KEPT_BYTES_MAX])).isTrue();
    assertThat(sdk.got).hasSize(1);
  }

  @Test
  void afterCancelNothingIsPassedOnAndNothingIsKept() {
    stream.subscribe(sdk);
    offer("a");
    sdk.subscription.cancel();
    assertThat(stream.offer(new byte[RequestStream.KEPT_BYTES_MAX])).isTrue();
    assertThat(stream.offer(new byte[RequestStream.KEPT_BYTES_MAX])).isTrue();
    sdk.subscription.request(5);
    assertThat(sdk.got).isEmpty();
    assertThat(sdk.completed).isFalse();
    assertThat(writables).hasValue(0);
  }

  @Test
  void aSecondSubscriptionIsRefused() {
    stream.subscribe(sdk);
    var again = new Sdk();
    stream.subscribe(again);
    assertThat(again.failure).isInstanceOf(IllegalStateException.class);
    sdk.subscription.request(1);
    offer("a");
    assertThat(sdk.got).containsExactly("a");
  }

  @Test
  void aSubscriberThatAsksFromWithinIsServedInOrder() {
    var greedy =
        new Sdk() {
          @Override
          public void onNext(RequestStreamEvent event) {
            super.onNext(event);
            subscription.request(1);
          }
        };
    for (int i = 0; i < 1_000; i++) {
      offer(Integer.toString(i));
    }
    stream.subscribe(greedy);
    greedy.subscription.request(1);
    assertThat(greedy.got).hasSize(1_000);
    assertThat(greedy.got.getLast()).isEqualTo("999");
  }

  @Test
  void twoThreadsLoseNothingAndNeverBothStopWaiting() throws Exception {
    stream.subscribe(sdk);
    int frames = 50_000;
    Thread asking =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < frames; i++) {
                    sdk.subscription.request(1);
                  }
                });
    for (int i = 0; i < frames; i++) {
      offer(Integer.toString(i));
    }
    asking.join();
    assertThat(sdk.got).hasSize(frames);
    for (int i = 0; i < frames; i++) {
      assertThat(sdk.got.get(i)).isEqualTo(Integer.toString(i));
    }
  }
}
