package dev.stenogate.upstream.realtime;

import dev.stenogate.upstream.Signal;

/**
 * Hears what a {@link FrameChannel} brings. Called on the transport's threads, one call at a time
 * and in order; must neither block nor throw.
 */
public interface FrameListener {
  /** One whole text frame from the server, fragments joined. The listener owns the array. */
  void onFrame(byte[] utf8);

  /** The channel wants more after it did not; see {@link FrameChannel#writable}. */
  void onWritable();

  /**
   * The connection is gone. The last call of a transport.
   *
   * @param detail what was seen, for people; at most 300 characters; never audio or text
   */
  void onClosed(Signal.Reason reason, String detail);
}
