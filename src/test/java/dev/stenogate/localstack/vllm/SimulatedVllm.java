package dev.stenogate.localstack.vllm;

import dev.stenogate.localstack.recogniser.Recogniser;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** The local stack's vLLM server without its sockets, in somebody else's time. */
public final class SimulatedVllm {
  private static final long CREATED_UNIX_SECONDS = 1_790_000_000;

  /** Time, and what is to happen in it. */
  public interface Clock {
    long nanoTime();

    void at(long nanoTime, Runnable task);
  }

  /** The other end of a connection's socket. */
  public interface Socket {
    void send(String json);

    boolean isWritable();

    void close(int code, String reason);

    void abort();
  }

  /** One connection. */
  public static final class Connection {
    private final RealtimeSession session;

    private Connection(RealtimeSession session) {
      this.session = session;
    }

    public void text(String json) {
      session.onText(json);
    }

    public void gone() {
      session.onClosed();
    }

    /** Ends the generation that runs with an error event. */
    public void fail(String message) {
      session.fail(message);
    }

    /** From now on the generation that runs says nothing. */
    public void goBlank() {
      session.goBlank();
    }
  }

  private final VllmOptions options;
  private final EngineClock clock;
  private final SplittableRandom random;
  private final Runnable onDeath;
  private FaultState faults;
  private Engine engine;

  /**
   * @param onDeath run when the engine died, after every session was told
   */
  public SimulatedVllm(
      Recogniser recogniser,
      Compatibility compatibility,
      EngineProfile profile,
      Clock time,
      SplittableRandom random,
      Runnable onDeath) {
    this.options = VllmOptions.of(recogniser).withCompatibility(compatibility).withEngine(profile);
    this.clock =
        new EngineClock() {
          @Override
          public long nanoTime() {
            return time.nanoTime();
          }

          @Override
          public void at(long nanoTime, Runnable task) {
            time.at(nanoTime, task);
          }

          @Override
          public void hop(Runnable task) {
            time.at(time.nanoTime(), task);
          }
        };
    this.random = random;
    this.onDeath = onDeath;
    this.faults = FaultState.healthy(compatibility);
    restart();
  }

  /** The name that it serves its model by. */
  public String model() {
    return options.model();
  }

  /** A new process, without sessions; faults stay. */
  public void restart() {
    engine = new Engine(options, clock, () -> faults, random.split(), new VllmCounters(), onDeath);
  }

  public boolean isDead() {
    return engine.isDead();
  }

  /** Sessions that it has. */
  public int sessions() {
    return engine.sessions().size();
  }

  public Connection connect(Socket socket) {
    return new Connection(
        engine.join(
            new RealtimeSession.Outbox() {
              @Override
              public void send(String json) {
                socket.send(json);
              }

              @Override
              public boolean isWritable() {
                return socket.isWritable();
              }

              @Override
              public void close(int code, String reason) {
                socket.close(code, reason);
              }

              @Override
              public void abort() {
                socket.abort();
              }
            }));
  }

  /** What a server says first. */
  public String created() {
    return ServerEvents.created(random.nextLong(), CREATED_UNIX_SECONDS);
  }

  public void mute(boolean on) {
    change(now -> now.withMute(on));
  }

  public void blank(boolean on) {
    change(now -> now.withBlank(on));
  }

  public void withholdDone(boolean on) {
    change(now -> now.withWithholdDone(on));
  }

  public void slow(double factor) {
    change(now -> now.withSlow(factor));
  }

  public void stallAfter(Duration withoutToken) {
    change(now -> now.withStallAfter(withoutToken));
  }

  /** Every generation that runs now says nothing more. */
  public void blankOpenGenerations() {
    engine.sessions().forEach(RealtimeSession::goBlank);
  }

  /** Every generation that runs now ends with an error event. */
  public void failGenerations(String message) {
    engine.sessions().forEach(session -> session.fail(message));
  }

  /** Breaks every connection without a close frame. */
  public void dropConnections() {
    engine.sessions().forEach(session -> session.outbox().abort());
  }

  /** Closes every connection. */
  public void closeConnections(int code) {
    engine.sessions().forEach(session -> session.outbox().close(code, ""));
  }

  /** The engine dies: an error to every session. */
  public void killEngine() {
    engine.die();
  }

  private void change(UnaryOperator<FaultState> change) {
    faults = change.apply(faults);
    engine.offerAll();
  }
}
