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

  /** Gives the connection up. Idempotent. */
  void close();
}
