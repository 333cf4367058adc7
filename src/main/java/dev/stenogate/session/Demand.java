package dev.stenogate.session;

import java.util.Optional;

/**
 * The session's demand on its caller: asks for one message at a time, and finds out when the caller
 * is silent or does not read.
 */
final class Demand {
  private static final long SECOND = 1_000_000_000L;

  private final ClientStream client;
  private final SessionLimits limits;
  private boolean requested;
  private boolean ended;
  private long heardNanos; // when the caller last said something, or was asked to
  private long notReadySinceNanos;

  Demand(ClientStream client, SessionLimits limits, long nowNanos) {
    this.client = client;
    this.limits = limits;
    this.heardNanos = nowNanos;
    this.notReadySinceNanos = nowNanos;
  }

  /** The caller said something. */
  void met(long nowNanos) {
    requested = false;
    heardNanos = nowNanos;
  }

  /** The caller has reason to be silent: it waits for us. */
  void excuse(long nowNanos) {
    heardNanos = nowNanos;
  }

  /** The caller half-closed. */
  void end() {
    ended = true;
  }

  /** The caller reads again. */
  void readsAgain(long nowNanos) {
    notReadySinceNanos = nowNanos;
  }

  /** Asks for a message, unless one is under way, or nothing can be taken or told. */
  void ask(boolean room, long nowNanos) {
    if (room && client.ready() && !requested && !ended) {
      requested = true;
      heardNanos = nowNanos;
      client.request();
    }
  }

  /** What the caller failed to do. */
  Optional<Ending> look(long nowNanos) {
    if (requested && nowNanos - heardNanos >= limits.idleNanos()) {
      String detail =
          "nothing was received for %d s (expected: audio, a heartbeat or a half-close)"
              .formatted(limits.idleNanos() / SECOND);
      return Optional.of(new Ending(Outcome.CALLER_IDLE, detail));
    }
    if (client.ready()) {
      notReadySinceNanos = nowNanos;
    } else if (nowNanos - notReadySinceNanos >= limits.notReadingNanos()) {
      String detail =
          "responses were left unread for %d s".formatted(limits.notReadingNanos() / SECOND);
      return Optional.of(new Ending(Outcome.CALLER_NOT_READING, detail));
    }
    return Optional.empty();
  }
}
