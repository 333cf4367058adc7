package dev.stenogate.client;

import java.util.OptionalLong;

/** Makes calls to a list of addresses. Thread-safe. */
interface Dialler {
  /** How many addresses there are, at least one. */
  int addresses();

  /** Which one it is, for people. */
  ServerAddress address(int index);

  /**
   * Opens a call; does not wait.
   *
   * @param isFresh whether it needs a connection of its own instead of one that is open
   * @param leftNanos how long the call may last
   */
  void dial(int index, boolean isFresh, OptionalLong leftNanos, Call call);
}
