package dev.stenogate.upstream.sagemaker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.RequestStreamEvent;

/**
 * The request half of a call: frames that the session's loop offers, given to the SDK as it asks
 * for them (16 first, then by 12).
 *
 * <p>Completes only when the call is given up: SageMaker ends the response when the request ends.
 *
 * <ul>
 *   <li>{@link #offer} and {@link #request} come from different threads; whichever finds {@link
 *       #waiting} idle passes frames on for both.
 *   <li>Frames wait only while the SDK asks for none, and at most {@link #KEPT_BYTES_MAX} of them.
 * </ul>
 */
final class RequestStream implements Publisher<RequestStreamEvent>, Subscription {
  /**
   * The most that waits for the SDK, in bytes. A session sends nothing while the stream is not
   * writable, except the few control frames of an utterance, so this is reached only by mistake.
   */
  static final int KEPT_BYTES_MAX = 4 << 20;

  private final Runnable onWritable;
  private final Queue<byte[]> kept = new ConcurrentLinkedQueue<>();
  private final AtomicLong keptBytes = new AtomicLong();
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Somebody looked and was told to wait; at first everybody waits. */
  private final AtomicBoolean missed = new AtomicBoolean(true);

  private final AtomicBoolean subscribed = new AtomicBoolean();
  private volatile Subscriber<? super RequestStreamEvent> subscriber;
  private volatile boolean cancelled;
  private volatile boolean ended;

  /** The subscriber knows its subscription, and may be told the end. */
  private volatile boolean open;

  /** Guarded by being the thread that passes on. */
  private boolean completed;

  RequestStream(Runnable onWritable) {
    this.onWritable = onWritable;
  }

  /**
   * Passes the frame on, or keeps it until there is demand.
   *
   * @return false when {@link #KEPT_BYTES_MAX} would be exceeded; the frame is not taken then
   */
  boolean offer(byte[] utf8) {
    if (keptBytes.addAndGet(utf8.length) > KEPT_BYTES_MAX) {
      keptBytes.addAndGet(-utf8.length);
      return false;
    }
    kept.add(utf8);
    passOn();
    return true;
  }

  boolean writable() {
    if (demand.get() > 0) {
      return true;
    }
    missed.set(true);
    // Demand that came between the two lines above has not seen the flag.
    return demand.get() > 0;
  }

  @Override
  public void subscribe(Subscriber<? super RequestStreamEvent> to) {
    if (!subscribed.compareAndSet(false, true)) {
      // A second subscription would be a retry of the call, and the frames are gone.
      to.onSubscribe(new Refused());
      to.onError(new IllegalStateException("the request stream was subscribed before"));
      return;
    }
    subscriber = to;
    to.onSubscribe(this);
    open = true;
    passOn();
  }

  @Override
  public void request(long n) {
    demand.accumulateAndGet(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
    passOn();
    if (demand.get() > 0 && !cancelled && missed.compareAndSet(true, false)) {
      onWritable.run();
    }
  }

  /** Ends the request in good order; drops what is kept, and later frames go nowhere. */
  void end() {
    ended = true;
    passOn();
  }

  /** Drops what is kept; later frames go nowhere. */
  @Override
  public void cancel() {
    cancelled = true;
    passOn();
  }

  private void passOn() {
    if (waiting.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      passOnAll();
      seen = waiting.addAndGet(-seen);
    } while (seen != 0);
  }

  private void passOnAll() {
    while (cancelled || ended || demand.get() > 0) {
      byte[] utf8 = kept.poll();
      if (utf8 == null) {
        break;
      }
      keptBytes.addAndGet(-utf8.length);
      if (!cancelled && !ended) {
        demand.decrementAndGet();
        subscriber.onNext(part(utf8));
      }
    }
    if (ended && open && !cancelled && !completed) {
      completed = true;
      subscriber.onComplete();
    }
  }

  /** One WebSocket text frame; without {@code UTF8} the container would get a binary one. */
  private static RequestStreamEvent part(byte[] utf8) {
    return RequestStreamEvent.payloadPartBuilder()
        .bytes(SdkBytes.fromByteArrayUnsafe(utf8))
        .dataType("UTF8")
        .completionState("COMPLETE")
        .build();
  }

  private static final class Refused implements Subscription {
    @Override
    public void request(long n) {
      // Nothing to give.
    }

    @Override
    public void cancel() {
      // Nothing to stop.
    }
  }
}
