package dev.stenogate.upstream.sagemaker;

import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.realtime.FrameListener;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a channel tells, and notices when it breaks the rules of telling. */
final class Recorder implements FrameListener {
  final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> writable = new LinkedBlockingQueue<>();
  final CompletableFuture<Ending> closed = new CompletableFuture<>();
  final CompletableFuture<Long> letGoNanos = new CompletableFuture<>();
  final CompletableFuture<Long> closedNanos = new CompletableFuture<>();
  final AtomicInteger brokenRules = new AtomicInteger();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Thread closedOn;
  private volatile Thread letGoOn;

  @Override
  public void onFrame(byte[] utf8) {
    told(() -> frames.add(new String(utf8, StandardCharsets.UTF_8)));
  }

  @Override
  public void onWritable() {
    told(() -> writable.add(true));
  }

  @Override
  public void onClosed(Signal.Reason reason, String detail) {
    told(
        () -> {
          closedOn = Thread.currentThread();
          closedNanos.complete(System.nanoTime());
          closed.complete(new Ending(reason, detail));
        });
  }

  @Override
  public void onLetGo() {
    if (!busy.compareAndSet(false, true) || !closed.isDone() || letGoNanos.isDone()) {
      brokenRules.incrementAndGet();
    }
    letGoOn = Thread.currentThread();
    letGoNanos.complete(System.nanoTime());
    busy.set(false);
  }

  private void told(Runnable news) {
    if (!busy.compareAndSet(false, true) || closed.isDone()) {
      brokenRules.incrementAndGet();
    }
    news.run();
    busy.set(false);
  }

  /** The next frame; fails after 10 s without one. */
  String frame() throws InterruptedException {
    String frame = frames.poll(10, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame came; closed: " + closed.getNow(null));
    }
    return frame;
  }

  void awaitWritable() throws InterruptedException {
    if (writable.poll(10, TimeUnit.SECONDS) == null) {
      throw new AssertionError("never writable; closed: " + closed.getNow(null));
    }
  }

  /** From the end to the moment when the far side has let go; fails after 10 s without one. */
  long lingeredNanos() throws Exception {
    return letGoNanos.get(10, TimeUnit.SECONDS) - closedNanos.get(10, TimeUnit.SECONDS);
  }

  /**
   * Whether one thread told of the end and of the letting go, so that no timer lies between them;
   * fails after 10 s without one.
   */
  boolean wasLetGoInOneBreath() throws Exception {
    letGoNanos.get(10, TimeUnit.SECONDS);
    return letGoOn == closedOn;
  }

  /** How it ended; fails after 20 s without an end. */
  Ending ending() throws Exception {
    return closed.get(20, TimeUnit.SECONDS);
  }
}
