package dev.stenogate.upstream.sagemaker;

import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.realtime.FrameListener;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tells a listener the news of several threads, one at a time and in order, and nothing after the
 * first ending but that the far side has let go.
 *
 * <p>Parts come on the SDK's event loop, demand too, but an ending may come from the session that
 * closes, from within its call. Whoever finds the mailbox idle delivers; news that come meanwhile,
 * also from the listener itself, wait for that thread. So the queue holds no more than what arrives
 * during one call of the listener.
 */
final class Mailbox {
  private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());

  private final FrameListener listener;
  private final Queue<Consumer<FrameListener>> news = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undelivered = new AtomicInteger();

  /** Guarded by being the thread that delivers. */
  private boolean over;

  Mailbox(FrameListener listener) {
    this.listener = listener;
  }

  void frame(byte[] utf8) {
    tell(to -> unlessOver(() -> to.onFrame(utf8)));
  }

  void writable() {
    tell(to -> unlessOver(to::onWritable));
  }

  /** Only the first is heard. */
  void closed(Signal.Reason reason, String detail) {
    tell(
        to ->
            unlessOver(
                () -> {
                  over = true;
                  to.onClosed(reason, detail);
                }));
  }

  /** After {@link #closed}. */
  void letGo() {
    tell(FrameListener::onLetGo);
  }

  private void unlessOver(Runnable news) {
    if (!over) {
      news.run();
    }
  }

  private void tell(Consumer<FrameListener> item) {
    news.add(item);
    if (undelivered.getAndIncrement() != 0) {
      return;
    }
    do {
      deliver(news.remove());
    } while (undelivered.decrementAndGet() != 0);
  }

  private void deliver(Consumer<FrameListener> item) {
    try {
      item.accept(listener);
    } catch (RuntimeException e) {
      // The type alone: the message may quote what the model said.
      LOG.log(Level.ERROR, "A listener threw {0}; the link goes on", e.getClass().getName());
    }
  }
}
