package dev.stenogate.localstack.vllm;

/** What a server counts. Written by its loop alone, read from any thread. */
public final class VllmCounters {
  private volatile int connectionsOpen;
  private volatile int connectionsMost;
  private volatile long connectionsEver;
  private volatile int generationsRunning;
  private volatile long generationsStarted;
  private volatile long generationsDone;
  private volatile long deltas;
  private volatile long steps;

  VllmCounters() {}

  /** WebSockets open now. */
  public int connectionsOpen() {
    return connectionsOpen;
  }

  /** The most WebSockets that were open at the same time. */
  public int connectionsMost() {
    return connectionsMost;
  }

  /** WebSockets accepted since the start. */
  public long connectionsEver() {
    return connectionsEver;
  }

  /** Generations that were started and have neither ended nor been given up. */
  public int generationsRunning() {
    return generationsRunning;
  }

  /** Generations begun since the start. */
  public long generationsStarted() {
    return generationsStarted;
  }

  /** Generations that got their {@code transcription.done}. */
  public long generationsDone() {
    return generationsDone;
  }

  /** Deltas sent since the start. */
  public long deltas() {
    return deltas;
  }

  /** Engine steps since the start. */
  public long steps() {
    return steps;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One writer: the loop.
  void connectionOpened() {
    connectionsEver++;
    connectionsOpen++;
    connectionsMost = Math.max(connectionsMost, connectionsOpen);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void connectionClosed() {
    connectionsOpen--;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void generationStarted() {
    generationsStarted++;
    generationsRunning++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void generationEnded(boolean isDone) {
    generationsRunning--;
    if (isDone) {
      generationsDone++;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void delta() {
    deltas++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void step() {
    steps++;
  }
}
