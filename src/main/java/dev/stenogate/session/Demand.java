package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import java.util.Optional;

/**
 * The session's demand on its caller: asks for one message at a time, and finds out when the caller
 * is silent or does not read.
 */
final class Demand {
  private static final long SECOND = 1_000_000_000L;

  private final ClientStream client;
  private final SessionLimits limits;
  private final Pace pace;
  private boolean requested;
  private boolean ended;
  private long heardNanos; // when the caller last said something, or was asked to
  private long notReadySinceNanos;

  Demand(ClientStream client, SessionLimits limits, double paceMax, long nowNanos) {
    this.client = client;
    this.limits = limits;
    this.pace = new Pace(paceMax, Pcm.nanos(limits.backlogBytes() / Pcm.SAMPLE_BYTES), nowNanos);
    this.heardNanos = nowNanos;
    this.notReadySinceNanos = nowNanos;
  }

  /** The caller said something. */
  void met(long nowNanos) {
    requested = false;
    heardNanos = nowNanos;
  }

  /** It said audio. */
  void heard(long samples, long nowNanos) {
    pace.heard(samples, nowNanos);
  }

  /** The caller has reason to be silent: it waits for us. */
  void excuse(long nowNanos) {
    heardNanos = nowNanos;
  }

  /** The caller half-closed, or may not go on. */
  void end() {
    ended = true;
  }

  /** Whether nothing more is asked for. */
  boolean isEnded() {
    return ended;
  }

  /** The caller reads again. */
  void readsAgain(long nowNanos) {
    notReadySinceNanos = nowNanos;
  }

  /**
   * Asks for a message, unless one is under way, nothing can be taken or told, or it is too soon.
   */
  void ask(boolean room, long nowNanos) {
    if (room && client.ready() && !requested && !ended && pace.allows(nowNanos)) {
      requested = true;
      heardNanos = nowNanos;
      client.request();
    }
  }

  /** Whether the caller is silent because it is too soon to ask it. */
  boolean withholds(long nowNanos) {
    return !requested && !ended && !pace.allows(nowNanos);
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
