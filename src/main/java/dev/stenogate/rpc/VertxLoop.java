package dev.stenogate.rpc;

import dev.stenogate.session.Loop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The Vert.x event loop that a call runs on. gRPC gives every callback of one call to one loop. */
final class VertxLoop implements Loop {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Context context;
  private final Thread thread;

  private VertxLoop(Context context) {
    this.context = context;
    this.thread = Thread.currentThread();
  }

  /**
   * The loop of the calling thread.
   *
   * @throws IllegalStateException on a thread that is no event loop
   */
  static VertxLoop current() {
    Context context = Vertx.currentContext();
    if (context == null || !context.isEventLoopContext()) {
      throw new IllegalStateException(
          "a call came on " + Thread.currentThread().getName() + " (expected: an event loop)");
    }
    return new VertxLoop(context);
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer every(long periodNanos, Runnable task) {
    Vertx vertx = context.owner();
    long id = vertx.setPeriodic(millis(periodNanos), _ -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    Vertx vertx = context.owner();
    long id = vertx.setTimer(millis(nanos), _ -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  /** Vert.x knows no timer of less than 1 ms. */
  private static long millis(long nanos) {
    return Math.max(1, nanos / NANOS_PER_MILLI);
  }
}
