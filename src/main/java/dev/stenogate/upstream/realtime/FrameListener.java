package dev.stenogate.upstream.realtime;

import dev.stenogate.upstream.Signal;

/**
 * Hears what a connection to one vLLM Realtime server has to say. Called by the transport on its
 * threads, one call at a time.
 */
public interface FrameListener {
  /** A whole text frame, fragments joined. The listener owns the array. */
  void onFrame(byte[] utf8);

  /** The transport wants more after it did not. */
  void onWritable();

  /** The connection is gone, or never came to be. Idempotent: the first call wins. */
  void onClosed(Signal.Reason reason, String detail);

  /** See {@link dev.stenogate.upstream.LinkListener#onLetGo}. Idempotent; after onClosed. */
  void onLetGo();
}
