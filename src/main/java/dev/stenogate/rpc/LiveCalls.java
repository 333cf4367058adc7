package dev.stenogate.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls that are open, so that leave can be taken of them before the process goes. Thread-safe.
 */
public final class LiveCalls {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Set<GrpcClientStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  void opened(GrpcClientStream call) {
    open.add(call);
    if (draining) {
      call.drain(0); // It has no session yet, and so is refused.
    }
  }

  void ended(GrpcClientStream call) {
    open.remove(call);
  }

  /** Whether no new calls are taken any more. */
  public boolean isDraining() {
    return draining;
  }

  /** Ends calls whose credential is no good any more. One thread at a time. */
  public void look(CredentialWatch watch) {
    open.forEach(call -> call.look(watch));
  }

  /** Tells all calls to leave, refuses new ones, and waits until none is left or time is over. */
  public void drain(DrainTimes times) {
    draining = true;
    open.forEach(call -> call.drain(times.timeoutNanos()));
    long deadlineNanos = System.nanoTime() + times.wholeNanos();
    while (!open.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
