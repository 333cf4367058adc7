package dev.stenogate.localstack.vllm;

/** A fault that happens once, to what is there now. */
sealed interface FaultOrder {
  /** The lasting faults were changed: who waits looks again. */
  record Changed(FaultState state) implements FaultOrder {}

  /** Every connection breaks without a close frame. */
  record Abort() implements FaultOrder {}

  /** Every connection is closed in good order. */
  record Close(int code, String reason) implements FaultOrder {}

  /** Every generation ends with an error event and no done. */
  record FailGenerations(String message) implements FaultOrder {}

  /** Every generation that runs now writes nothing more, to its end. */
  record BlankGenerations() implements FaultOrder {}

  /** The engine dies. */
  record KillEngine() implements FaultOrder {}
}
