package dev.stenogate.upstream.websocket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that were handed to the socket and have not left it. The socket's own measure is
 * taken on its event loop and lags behind a session on another; this one is exact at once, so it
 * bounds what a session can pile up: the limit and one frame.
 *
 * <p>The count and whether it is full change as one value. Kept apart, a queue could empty between
 * the two and stay full with nothing in it, and its session silent for good.
 */
final class WriteQueue {
  /** Above this the transport does not want more, in bytes: three seconds of audio. */
  static final int FULL_BYTES = 128 * 1024;

  /** At or below this it does again, in bytes. */
  static final int DRAINED_BYTES = FULL_BYTES / 2;

  /** Twice the bytes, and one more when full. */
  private final AtomicLong state = new AtomicLong();

  void add(int frameBytes) {
    state.accumulateAndGet(frameBytes, WriteQueue::added);
  }

  /** Whether this took the queue from full to drained. */
  boolean remove(int frameBytes) {
    long before = state.getAndAccumulate(frameBytes, WriteQueue::removed);
    return full(before) && !full(removed(before, frameBytes));
  }

  boolean wantsMore() {
    return !full(state.get());
  }

  long bytes() {
    return bytes(state.get());
  }

  private static long added(long state, long frameBytes) {
    long bytes = bytes(state) + frameBytes;
    return state(bytes, full(state) || bytes > FULL_BYTES);
  }

  private static long removed(long state, long frameBytes) {
    long bytes = bytes(state) - frameBytes;
    return state(bytes, full(state) && bytes > DRAINED_BYTES);
  }

  private static long state(long bytes, boolean full) {
    return bytes << 1 | (full ? 1 : 0);
  }

  private static long bytes(long state) {
    return state >> 1;
  }

  private static boolean full(long state) {
    return (state & 1) == 1;
  }
}
