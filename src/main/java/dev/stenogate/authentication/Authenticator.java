package dev.stenogate.authentication;

import java.util.concurrent.CompletionStage;

/** Finds out who calls. Thread-safe; never blocks. */
public interface Authenticator {
  /**
   * Looks at what came with a call. The stage never fails, and comes to its end within 5 s, on any
   * thread.
   */
  CompletionStage<Verdict> examine(Presented presented);
}
