package dev.stenogate.upstream.realtime;

/**
 * Carries whole text frames to one vLLM Realtime server; implemented by a transport for each link.
 * Called on the session's loop.
 */
public interface FrameChannel {
  /**
   * Sends one frame. Keeps it when the transport does not want more; never blocks. Takes ownership
   * of the array.
   */
  void send(byte[] utf8);

  /** Whether the transport wants more. */
  boolean writable();

  /**
   * Gives the connection up. Idempotent. The listener hears at once that it is closed, and when the
   * far side has let it go, or {@link dev.stenogate.upstream.Link#LET_GO_NANOS_MAX} later at the
   * latest.
   */
  void close();
}
