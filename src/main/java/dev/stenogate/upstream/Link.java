package dev.stenogate.upstream;

import java.nio.ByteBuffer;

/**
 * One stream from a session to an endpoint. It carries utterances strictly one after another:
 *
 * <pre>
 * open ─▶ {@link Signal.Ready} ─▶ ( {@link #begin} ─▶ {@link #append}* ─▶ {@link #finish} ─▶ {@link Signal.Done} )* ─▶ {@link #close}
 * </pre>
 *
 * <p>Audio sent between {@code finish} and {@code Done} is silently lost by the model, so a link
 * refuses it: the session holds it back. All methods are called on the session's loop; none blocks;
 * after {@link Signal.Closed} all do nothing.
 */
public interface Link {
  /**
   * The far side has so long to let a link go that this side gave up, 2 s: a model that is well
   * needs milliseconds, and one that is mute or cut off is not worth a slot for longer.
   */
  long LET_GO_NANOS_MAX = 2_000_000_000L;

  /**
   * Starts an utterance. Only after {@link Signal.Ready}, and after the {@link Signal.Done} of the
   * one before.
   */
  void begin();

  /**
   * Sends audio of the utterance. Copies what it needs before it returns.
   *
   * @param pcm whole samples of 16-bit little-endian mono at 16 kHz, at least one, at most 64 KiB;
   *     consumed
   */
  void append(ByteBuffer pcm);

  /** Ends the utterance: asks for its {@link Signal.Done}. */
  void finish();

  /**
   * Whether the transport wants more. A write while it does not is kept, not lost, so that an
   * utterance can always be begun and finished; a session sends no audio then. {@link
   * Signal.Writable} says when to look again.
   */
  boolean writable();

  /**
   * Gives the link up. Idempotent. Signals that were under way may still come; the last is {@link
   * Signal.Closed}, which says nothing of the far side: that it has let the link go is told by
   * {@link LinkListener#onLetGo}.
   */
  void close();
}
