package dev.stenogate.client;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The audio that is not final, as messages in order: those that the present call was sent, then
 * those that it was not.
 *
 * <p>What was sent is let go when it is final. What was not is never let go, whatever a server
 * says: the next call expects it without gaps.
 */
final class KeptAudio {
  private final Deque<ByteString> sent = new ArrayDeque<>();
  private final Deque<ByteString> unsent = new ArrayDeque<>();
  private long startBytes;
  private long bytes;

  /** Audio that follows all that was added before. */
  void add(ByteString audio) {
    unsent.add(audio);
    bytes += audio.size();
  }

  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  /** The next message to send; counts as sent. */
  ByteString take() {
    var audio = unsent.remove();
    sent.add(audio);
    return audio;
  }

  /** A call broke: nothing of this was sent to the next one. */
  void rewind() {
    while (!sent.isEmpty()) {
      unsent.addFirst(sent.removeLast());
    }
  }

  /** Audio before this byte of the session is final; messages that lie wholly before it go. */
  void release(long finalBytes) {
    while (!sent.isEmpty() && startBytes + sent.element().size() <= finalBytes) {
      var size = sent.remove().size();
      startBytes += size;
      bytes -= size;
    }
  }

  /** Where it begins, in bytes from the session's first. */
  long startBytes() {
    return startBytes;
  }

  /** How much it is. */
  long bytes() {
    return bytes;
  }
}
