package dev.stenogate.routing;

/** Calls of one pool that have no slot. Thread-safe. */
final class Pool {
  /** A pool without endpoints. */
  static final Pool NOBODY = new Pool();

  /** Sessions move for comfort one at a time, each second: figures must follow. */
  private RetryBudget moves = RetryBudget.full(1, 1_000_000_000L);

  /** Where they should not be they go faster, ten at once and ten a second. */
  private RetryBudget exits = RetryBudget.full(10, 100_000_000L);

  private int seeking;
  private int waiting;

  synchronized int seeking() {
    return seeking;
  }

  synchronized int waiting() {
    return waiting;
  }

  synchronized void seek(boolean on) {
    seeking += on ? 1 : -1;
  }

  synchronized void wait(int calls) {
    waiting = calls;
  }

  synchronized boolean movesAllow(long nowNanos) {
    return moves.allows(nowNanos);
  }

  synchronized boolean exitsAllow(long nowNanos) {
    return exits.allows(nowNanos);
  }

  synchronized boolean mayExit(long nowNanos) {
    boolean may = exits.allows(nowNanos);
    exits = may ? exits.spend(nowNanos) : exits;
    return may;
  }

  synchronized boolean mayMove(long nowNanos) {
    boolean may = moves.allows(nowNanos);
    moves = may ? moves.spend(nowNanos) : moves;
    return may;
  }
}
