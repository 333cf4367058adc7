package dev.stenogate.simulation;

import dev.stenogate.session.Loop;

/**
 * The event loop of one gateway process. A task waits a little before it runs, sometimes long: a
 * link's transport and the session that hears of it are never quite at one. After {@link #kill}
 * nothing runs any more.
 */
final class ProcessLoop implements Loop {
  private static final long HOP_NANOS_USUAL = 100_000;
  private static final long HOP_NANOS_MOST = 20_000_000;
  private static final double LONG_HOP_CHANCE = 0.03;

  private final Timeline timeline;
  private final Dice dice;
  private long lastHopNanos;
  private boolean running;
  private boolean killed;

  ProcessLoop(Timeline timeline, Dice dice) {
    this.timeline = timeline;
    this.dice = dice;
  }

  /** Runs it now, as an event of the process's sockets. */
  void run(Runnable task) {
    if (killed) {
      return;
    }
    boolean before = running;
    running = true;
    try {
      task.run();
    } finally {
      running = before;
    }
  }

  void kill() {
    killed = true;
  }

  boolean isKilled() {
    return killed;
  }

  @Override
  public void execute(Runnable task) {
    long most = dice.chance(LONG_HOP_CHANCE) ? HOP_NANOS_MOST : HOP_NANOS_USUAL;
    lastHopNanos = Math.max(lastHopNanos, timeline.nowNanos() + dice.nanos(most));
    timeline.at(lastHopNanos, () -> run(task));
  }

  @Override
  public boolean inLoop() {
    return running;
  }

  @Override
  public long nanoTime() {
    return timeline.nowNanos();
  }

  @Override
  public Timer every(long periodNanos, Runnable task) {
    return new Periodic(periodNanos, task);
  }

  @Override
  public Timer after(long nanos, Runnable task) {
    Once timer = new Once(task);
    timeline.after(nanos, timer);
    return timer;
  }

  private final class Once implements Timer, Runnable {
    private final Runnable task;
    private boolean cancelled;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!cancelled) {
        ProcessLoop.this.run(task);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final class Periodic implements Timer, Runnable {
    private final long periodNanos;
    private final Runnable task;
    private boolean cancelled;

    Periodic(long periodNanos, Runnable task) {
      this.periodNanos = periodNanos;
      this.task = task;
      timeline.after(periodNanos, this);
    }

    @Override
    public void run() {
      if (!cancelled && !killed) {
        timeline.after(periodNanos, this);
        ProcessLoop.this.run(task);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
