package dev.stenogate.client;

/** What the failure of a call means for the transcription. */
enum Loss {
  /** The connection or a proxy, not the gateway: it attached no reason. */
  TRANSPORT,
  /** This replica ended or ends; another may serve at once. */
  DRAINED,
  /** The pool cannot serve now, whichever replica is asked. */
  POOL,
  /** As {@link #POOL}, but a call that never began is refused for good. */
  REFUSED,
  /** Trying again cannot help. */
  FINAL;

  static Loss of(TranscriptionFailure failure) {
    if (failure.reason().equals("DRAINED")) {
      return DRAINED;
    }
    return switch (failure.code()) {
      case UNAVAILABLE -> failure.reason().isEmpty() ? TRANSPORT : POOL;
      case RESOURCE_EXHAUSTED -> isForGood(failure) ? FINAL : REFUSED;
      // A stream that was reset, a connection that ended in the middle, a page of a web server.
      case CANCELLED, INTERNAL, UNKNOWN -> failure.reason().isEmpty() ? TRANSPORT : FINAL;
      case OK,
          INVALID_ARGUMENT,
          DEADLINE_EXCEEDED,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          DATA_LOSS,
          UNAUTHENTICATED ->
          FINAL;
    };
  }

  /** The session was as long as it may be: the gateway does not say when to come back. */
  private static boolean isForGood(TranscriptionFailure failure) {
    return failure.reason().equals("TENANT_LIMIT") && failure.retryAfter().isEmpty();
  }
}
