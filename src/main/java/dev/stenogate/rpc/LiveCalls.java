package dev.stenogate.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls that are open, so that they can be ended with a reason before the process goes.
 * Thread-safe.
 */
public final class LiveCalls {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Set<GrpcClientStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  void opened(GrpcClientStream call) {
    open.add(call);
    if (draining) {
      call.drain();
    }
  }

  void ended(GrpcClientStream call) {
    open.remove(call);
  }

  /**
   * Ends all calls as drained, those that come later too, and waits until they have their status,
   * but not for longer than that.
   */
  public void drain(long waitNanosMax) {
    draining = true;
    open.forEach(GrpcClientStream::drain);
    long deadlineNanos = System.nanoTime() + waitNanosMax;
    while (!open.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
