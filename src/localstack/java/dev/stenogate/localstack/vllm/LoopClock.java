package dev.stenogate.localstack.vllm;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Real time on a Vert.x event loop, whose timers are good to a millisecond. */
record LoopClock(Vertx vertx, Context loop) implements EngineClock {
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void at(long nanoTime, Runnable task) {
    long delayMillis = Math.ceilDiv(nanoTime - nanoTime(), NANOS_PER_MILLI);
    if (delayMillis <= 0) {
      hop(task);
    } else {
      vertx.setTimer(delayMillis, _ -> task.run());
    }
  }

  @Override
  public void hop(Runnable task) {
    loop.runOnContext(_ -> task.run());
  }
}
