package dev.stenogate.session;

/**
 * The session's side of the caller. Called on the session's loop only; none of its methods blocks
 * or calls back before it returns. Exactly one of {@link #complete} and {@link #fail} ends it;
 * afterwards everything does nothing.
 */
public interface ClientStream {
  /**
   * Sends one response. Kept by the transport while the caller does not read; the session bounds
   * how much that can be.
   */
  void deliver(Reply reply);

  /**
   * Whether the caller reads: little of what was delivered is waiting. The session is told when it
   * becomes true again.
   */
  boolean ready();

  /** Asks for one more message of the caller. */
  void request();

  /** Ends the call well. */
  void complete();

  /**
   * Ends the call with the status of the outcome. Does nothing on the wire for a caller that is
   * gone.
   */
  void fail(Ending ending);
}
