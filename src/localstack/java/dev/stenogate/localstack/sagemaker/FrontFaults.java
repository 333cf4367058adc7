package dev.stenogate.localstack.sagemaker;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The switches of one endpoint. Thread-safe; a change holds for what happens after it, in open
 * streams too where that makes sense.
 */
public final class FrontFaults {
  private final Consumer<Fault> strike;
  private final Runnable onWindow;
  private volatile Opening opening = new Opening.Normal();
  private volatile boolean windowStalled;
  private volatile boolean silent;
  private volatile boolean partsSplit;
  private volatile boolean pingsIgnored;
  private volatile Optional<Duration> sessionLimit = Optional.empty();

  /**
   * @param strike hits every open stream
   * @param onWindow told when windows are to be given back again
   */
  FrontFaults(Consumer<Fault> strike, Runnable onWindow) {
    this.strike = strike;
    this.onWindow = onWindow;
  }

  /** What happens to calls that come from now on. */
  public void opening(Opening how) {
    opening = how;
  }

  /** Hits every stream that is open now. */
  public void strike(Fault fault) {
    strike.accept(fault);
  }

  /** Gives no flow-control window back while on; all that was held back when switched off. */
  public void windowStalled(boolean on) {
    windowStalled = on;
    if (!on) {
      onWindow.run();
    }
  }

  /** Drops what the container says while on. */
  public void silent(boolean on) {
    silent = on;
  }

  /**
   * Splits each whole text frame of the container into a PARTIAL and a COMPLETE part: inside its
   * first character that takes several bytes, else in the middle.
   */
  public void partsSplit(boolean on) {
    partsSplit = on;
  }

  /** Does not acknowledge HTTP/2 PINGs on connections with a stream of this endpoint. */
  public void pingsIgnored(boolean on) {
    pingsIgnored = on;
  }

  /** Another life for streams that are accepted from now on than the front's options give. */
  public void sessionLimit(Duration limit) {
    sessionLimit = Optional.of(limit);
  }

  /** Back to an endpoint without faults. What already happened stays. */
  public void clear() {
    opening(new Opening.Normal());
    windowStalled(false);
    silent(false);
    partsSplit(false);
    pingsIgnored(false);
    sessionLimit = Optional.empty();
  }

  Duration sessionLimitOr(Duration usual) {
    return sessionLimit.orElse(usual);
  }

  Opening opening() {
    return opening;
  }

  boolean windowStalled() {
    return windowStalled;
  }

  boolean silent() {
    return silent;
  }

  boolean partsSplit() {
    return partsSplit;
  }

  boolean pingsIgnored() {
    return pingsIgnored;
  }
}
