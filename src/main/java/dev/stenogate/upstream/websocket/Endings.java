package dev.stenogate.upstream.websocket;

import dev.stenogate.upstream.Signal.Reason;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.http.UpgradeRejectedException;

/** Why a connection is gone, from what a WebSocket shows of it. Pure. */
final class Endings {
  private Endings() {}

  /** A handshake that the server answered with something else than 101. */
  static Reason ofStatus(int status) {
    return switch (status) {
      case 401, 403, 407 -> Reason.DENIED;
      case 408, 424, 425, 429 -> Reason.REFUSED;
      default -> status >= 500 ? Reason.REFUSED : Reason.MISCONFIGURED;
    };
  }

  /**
   * A connection that was open (RFC 6455, section 7.4, and the IANA registry).
   *
   * @param code null when no close frame came: what others call 1006
   */
  static Reason ofCloseCode(Short code) {
    if (code == null) {
      return Reason.LOST;
    }
    return switch (code) {
      case 1001, 1006, 1012 -> Reason.LOST; // Going away, abnormal, restart: like HTTP/2's GOAWAY.
      case 1002, 1003, 1007, 1009, 1010 -> Reason.PROTOCOL;
      case 1008, 1013, 1014 -> Reason.REFUSED; // Policy, try again later, bad gateway.
      case 1011 -> Reason.MODEL_FAILED;
      case 3000, 3003 -> Reason.DENIED; // Unauthorized, forbidden.
      default -> Reason.ENDED;
    };
  }

  /** A connection that never came to be. */
  static Reason ofConnectFailure(Throwable failure) {
    return failure instanceof UpgradeRejectedException rejected
        ? ofStatus(rejected.getStatus())
        : Reason.UNREACHABLE;
  }

  /** A failure of an open connection. */
  static Reason ofFailure(Throwable failure) {
    return failure instanceof CorruptedWebSocketFrameException ? Reason.PROTOCOL : Reason.LOST;
  }

  static String describeClose(Short code, String reason) {
    if (code == null) {
      return "connection lost without a close frame";
    }
    return reason == null || reason.isEmpty() ? "close " + code : "close " + code + ": " + reason;
  }

  static String describe(Throwable failure) {
    return failure instanceof UpgradeRejectedException rejected
        ? "handshake answered with HTTP " + rejected.getStatus() + " (expected: 101)"
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
