package dev.stenogate.localstack.sagemaker;

import java.util.Arrays;

/**
 * Finds the messages in a stream of bytes that is cut anywhere. Used by one thread.
 *
 * <p>Holds at most one message and what came after it: {@link EventMessage#MESSAGE_BYTES_MAX} plus
 * one DATA frame.
 */
final class EventMessages {
  private byte[] held = new byte[0];

  /** Adds bytes in the order of the stream. */
  void add(byte[] bytes) {
    if (held.length == 0) {
      held = bytes;
      return;
    }
    int before = held.length;
    held = Arrays.copyOf(held, before + bytes.length);
    System.arraycopy(bytes, 0, held, before, bytes.length);
  }

  /**
   * Takes the next whole message.
   *
   * @return null when it is not all here yet
   */
  EventMessage next() throws EventMessage.Malformed {
    if (held.length < EventMessage.PRELUDE_BYTES) {
      return null;
    }
    int length = EventMessage.length(held);
    if (held.length < length) {
      return null;
    }
    EventMessage message = EventMessage.decode(Arrays.copyOf(held, length));
    held = Arrays.copyOfRange(held, length, held.length);
    return message;
  }

  /** Bytes of a message that is not whole. */
  int heldBytes() {
    return held.length;
  }
}
