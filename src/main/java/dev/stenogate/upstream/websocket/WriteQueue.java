package dev.stenogate.upstream.websocket;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the bytes that were handed to the socket and have not left it. The socket's own measure is
 * taken on its event loop and lags behind a session on another; this one is exact at once, so it
 * bounds what a session can pile up: the limit and one frame.
 */
final class WriteQueue {
  /** Above this the transport does not want more, in bytes: three seconds of audio. */
  static final int FULL_BYTES = 128 * 1024;

  /** At or below this it does again, in bytes. */
  static final int DRAINED_BYTES = FULL_BYTES / 2;

  private final AtomicInteger bytes = new AtomicInteger();
  private volatile boolean full;

  void add(int frameBytes) {
    if (bytes.addAndGet(frameBytes) > FULL_BYTES) {
      full = true;
      if (bytes.get() <= DRAINED_BYTES) {
        full = false; // All of it left before the mark was set: nobody is left to take it off.
      }
    }
  }

  /** Whether this took the queue from full to drained. Called on one thread. */
  boolean remove(int frameBytes) {
    if (bytes.addAndGet(-frameBytes) <= DRAINED_BYTES && full) {
      full = false;
      return true;
    }
    return false;
  }

  boolean wantsMore() {
    return !full;
  }

  int bytes() {
    return bytes.get();
  }
}
