package dev.stenogate.client.command;

import io.grpc.Status;

/** How the command ended, for scripts. */
enum ExitCode {
  OK(0, "everything was transcribed"),
  UNEXPECTED(1, "wrong usage, or an error that nothing else here names"),
  INPUT(2, "a file cannot be read, or its audio is not supported"),
  UNAVAILABLE(3, "the server cannot be reached or has no room now, or the deadline passed"),
  REFUSED(4, "the server refused: credential, or a request that it does not serve"),
  INTERRUPTED(5, "interrupted");

  private final int value;
  private final String meaning;

  ExitCode(int value, String meaning) {
    this.value = value;
    this.meaning = meaning;
  }

  /** What the process exits with. */
  int value() {
    return value;
  }

  /** For people. */
  String meaning() {
    return meaning;
  }

  /** What a call that ended with this status means for a script. */
  static ExitCode of(Status.Code code) {
    return switch (code) {
      case OK -> OK;
      case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> UNAVAILABLE;
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          INVALID_ARGUMENT,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          NOT_FOUND,
          ALREADY_EXISTS,
          UNIMPLEMENTED ->
          REFUSED;
      case CANCELLED, ABORTED, INTERNAL, UNKNOWN, DATA_LOSS -> UNEXPECTED;
    };
  }
}
