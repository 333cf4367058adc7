package dev.stenogate.localstack.vllm;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The faults of a server, to be switched on and off while it runs. Thread-safe; a change takes
 * effect on the server's loop soon after the call.
 */
public final class VllmFaults {
  /** How new connections are refused. */
  public enum Refusal {
    /** They are not. */
    NONE,
    /** The WebSocket upgrade is answered with HTTP 503; those that are open live on. */
    HTTP_503,
    /** Nobody listens any more, and those that are open break: a container that is gone. */
    TCP
  }

  private final FaultState healthy;
  private final Consumer<FaultOrder> orders;
  private volatile FaultState state;

  /**
   * A healthy server's faults.
   *
   * @param orders hears what is ordered, on the thread of who orders it
   */
  VllmFaults(FaultState healthy, Consumer<FaultOrder> orders) {
    this.healthy = healthy;
    this.orders = orders;
    this.state = healthy;
  }

  FaultState state() {
    return state;
  }

  /** Audio is accepted and no delta, done or error comes. */
  public void mute(boolean on) {
    change(now -> now.withMute(on));
  }

  /** Blank-token rut: over speech too, every delta is empty; what was said meanwhile is lost. */
  public void blank(boolean on) {
    change(now -> now.withBlank(on));
  }

  /** Blank-token rut of the generations that run now, to their end; new ones are healthy. */
  public void blankOpenGenerations() {
    orders.accept(new FaultOrder.BlankGenerations());
  }

  /** All deltas come, and then no {@code transcription.done}: the generation runs for ever. */
  public void withholdDone(boolean on) {
    change(now -> now.withWithholdDone(on));
  }

  /**
   * The engine takes longer for its steps.
   *
   * @param factor more than 0; 1 for healthy. A step that takes no time takes none times anything.
   */
  public void slow(double factor) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("slow: " + factor + " (expected: more than 0)");
    }
    change(now -> now.withSlow(factor));
  }

  /** New connections are refused. */
  public void refuse(Refusal refusal) {
    change(now -> now.withRefusal(refusal));
  }

  /** {@code session.created} comes so much later. */
  public void delaySessionCreated(Duration delay) {
    change(now -> now.withSessionCreatedDelay(delay));
  }

  /** Connections are accepted and {@code session.created} never comes. */
  public void withholdSessionCreated(boolean on) {
    change(now -> now.withWithholdSessionCreated(on));
  }

  /**
   * The stall of vLLM 0.17: a generation that had no token for so long gives one more delta when it
   * can, and then nothing, neither error nor done. Zero for never.
   */
  public void stallAfter(Duration withoutToken) {
    change(now -> now.withStallAfter(withoutToken));
  }

  /** Breaks every connection without a close frame: the client sees 1006. */
  public void dropConnections() {
    orders.accept(new FaultOrder.Abort());
  }

  /** Closes every connection with a code and a reason. */
  public void closeConnections(int code, String reason) {
    orders.accept(new FaultOrder.Close(code, reason));
  }

  /** Every generation that runs now ends with an error event; its connection stays usable. */
  public void failGenerations(String message) {
    orders.accept(new FaultOrder.FailGenerations(message));
  }

  /**
   * The engine dies: an error on every connection, close 1012, then connections are refused for
   * good.
   */
  public void killEngine() {
    orders.accept(new FaultOrder.KillEngine());
  }

  /** Switches off every fault that lasts; a dead engine stays dead. */
  public void clear() {
    change(_ -> healthy);
  }

  private synchronized void change(UnaryOperator<FaultState> change) {
    state = change.apply(state);
    orders.accept(new FaultOrder.Changed(state));
  }
}
