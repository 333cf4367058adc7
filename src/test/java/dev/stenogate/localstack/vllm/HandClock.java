package dev.stenogate.localstack.vllm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that moves when the test says so. */
final class HandClock implements EngineClock {
  private record Task(long nanoTime, Runnable run) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void at(long nanoTime, Runnable task) {
    tasks.add(new Task(Math.max(now, nanoTime), task));
  }

  @Override
  public void hop(Runnable task) {
    at(now, task);
  }

  /** Lets so much time pass and runs what is due, in order. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Task next = tasks.stream().min(Comparator.comparingLong(Task::nanoTime)).orElse(null);
      if (next == null || next.nanoTime() > end) {
        break;
      }
      tasks.remove(next);
      now = next.nanoTime();
      next.run().run();
    }
    now = end;
  }
}
