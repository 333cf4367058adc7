package dev.stenogate.upstream.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.LinkListener;
import dev.stenogate.upstream.Signal;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps a link's signals for a test that asks for them one by one. */
final class Recorder implements LinkListener {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  final CompletableFuture<Long> letGoNanos = new CompletableFuture<>();

  @Override
  public void onLetGo() {
    letGoNanos.complete(System.nanoTime());
  }

  @Override
  public void onSignal(Signal signal) {
    signals.add(signal);
  }

  Signal next() throws InterruptedException {
    Signal signal = poll(10_000);
    assertThat(signal).as("a signal within 10 s").isNotNull();
    return signal;
  }

  Signal poll(long millis) throws InterruptedException {
    return signals.poll(millis, TimeUnit.MILLISECONDS);
  }

  Signal.Closed closed() throws InterruptedException {
    while (true) {
      if (next() instanceof Signal.Closed closed) {
        return closed;
      }
    }
  }

  void ready() throws InterruptedException {
    assertThat(next()).isEqualTo(new Signal.Ready());
  }

  boolean isEmpty() {
    return signals.isEmpty();
  }
}
