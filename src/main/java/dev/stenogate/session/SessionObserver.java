package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.routing.Decision;
import dev.stenogate.session.Reply.Usage;

/**
 * Hears what operators want to know of sessions; implemented by metrics and logs. Called on session
 * loops; must not block.
 */
public interface SessionObserver {
  /** A caller's start was accepted. First, and exactly once for each session. */
  void begun(SessionPlan plan);

  /** The session was given a slot, for these reasons. Once for each link that is opened. */
  void routed(SessionPlan plan, String endpoint, Decision decision);

  /** A model listens, {@code nanos} after the caller's start. */
  void started(SessionPlan plan, String endpoint, long nanos);

  /** A link was given up. {@code label} is from a closed list. */
  void linkFailed(SessionPlan plan, String endpoint, String label, String detail);

  /** A lost link was replaced, {@code nanos} after it was given up. */
  void recovered(SessionPlan plan, String endpoint, long nanos);

  /** A link was replaced between two utterances. */
  void linkRolled(SessionPlan plan, String from, String to);

  /** So much audio could not be transcribed, and its caller was told. */
  void gap(SessionPlan plan, String endpoint, long nanos);

  /**
   * The gateway's own code failed; the session ends as {@link Outcome#INTERNAL}, or goes on without
   * the text of a segment if it was the redactor.
   */
  void defect(SessionPlan plan, RuntimeException defect);

  /**
   * How late the text of one session is behind its audio; about once a second while speech is being
   * transcribed.
   */
  void lag(String endpoint, long nanos);

  /** An utterance was finished: from its last audio to its final text it took {@code nanos}. */
  void finalised(String endpoint, long nanos);

  /** The session is over. Exactly once for each session. */
  void ended(Report report);

  /**
   * What is to be said of a session that ended.
   *
   * @param endpoint that served last; empty if none did
   * @param route why that one; null if none was picked
   * @param links links that were opened
   * @param durationNanos from the caller's start to the end
   * @param bufferedBytesMost most audio that the session held at once
   */
  record Report(
      SessionPlan plan,
      Ending ending,
      String endpoint,
      Decision route,
      int links,
      long durationNanos,
      int bufferedBytesMost,
      Usage usage) {
    /** Audio of the caller. */
    public double audioReceivedSeconds() {
      return (double) usage.received() / Pcm.SAMPLE_RATE_HZ;
    }
  }
}
