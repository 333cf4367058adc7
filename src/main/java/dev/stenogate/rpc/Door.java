package dev.stenogate.rpc;

import dev.stenogate.authentication.AuthenticationObserver;
import dev.stenogate.authentication.Authenticator;
import java.util.Optional;
import java.util.function.Consumer;

/** Who may connect and knock: what all connections share. */
public final class Door {
  private final Optional<ServerTls> tls;
  private final DoorLimits limits;
  private final Authenticator authenticator;
  private final AuthenticationObserver attempts;
  private final Consumer<Closing> closings;
  private final Connections connections;
  private final FailedAttempts failures;

  /**
   * @param tls empty: plaintext
   * @param authenticator knows callers
   * @param attempts hears of calls that are let in or not
   * @param closings hears of each connection that ended, those that were not taken included
   */
  public Door(
      Optional<ServerTls> tls,
      DoorLimits limits,
      Authenticator authenticator,
      AuthenticationObserver attempts,
      Consumer<Closing> closings) {
    this.tls = tls;
    this.limits = limits;
    this.authenticator = authenticator;
    this.attempts = attempts;
    this.closings = closings;
    this.connections = new Connections(limits.connectionsMax(), limits.perPeerMax());
    this.failures = new FailedAttempts(limits.attemptsBurst(), limits.attemptsPerSecond());
  }

  /** Connections that are open now. */
  public int openConnections() {
    return connections.open();
  }

  Optional<ServerTls> tls() {
    return tls;
  }

  DoorLimits limits() {
    return limits;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  AuthenticationObserver attempts() {
    return attempts;
  }

  Connections connections() {
    return connections;
  }

  FailedAttempts failures() {
    return failures;
  }

  void closed(Closing closing) {
    closings.accept(closing);
  }
}
