package dev.stenogate.session;

/**
 * Why a session ended: a closed list, which is the gRPC status, the metric label and the log field
 * at once.
 */
public enum Outcome {
  /** The caller half-closed, and all its audio is final. */
  COMPLETED("completed"),
  /** The caller cancelled the call, or its connection broke. */
  CALLER_CANCELLED("caller_cancelled"),
  /** The caller's own deadline passed. */
  CALLER_DEADLINE("caller_deadline"),
  /** Nothing came from the caller for too long. */
  CALLER_IDLE("caller_idle"),
  /** The caller did not read its responses for too long. */
  CALLER_NOT_READING("caller_not_reading"),
  /** The caller sent what the API does not allow. */
  INVALID_REQUEST("invalid_request"),
  /** No credential that is believed, or one that is not believed any longer. */
  UNAUTHENTICATED("unauthenticated"),
  /** The caller is known, and may not do this. */
  PERMISSION_DENIED("permission_denied"),
  /** Who could say who the caller is does not answer. */
  AUTHENTICATION_UNAVAILABLE("authentication_unavailable"),
  /** Too many credentials from that address were refused. */
  TOO_MANY_ATTEMPTS("too_many_attempts"),
  /** The resume token is not one that this tenant can use now. */
  RESUME_REFUSED("resume_refused"),
  /** The tenant is over one of its limits. */
  TENANT_LIMIT("tenant_limit"),
  /** Every endpoint of the pool that is well holds as many sessions as it may. */
  POOL_FULL("pool_full"),
  /** No endpoint of the pool can serve. */
  POOL_UNAVAILABLE("pool_unavailable"),
  /**
   * Endpoints refuse our credentials or do not know what we ask for: somebody must mend the
   * gateway's configuration.
   */
  UPSTREAM_MISCONFIGURED("upstream_misconfigured"),
  /** Endpoints failed more often than the session may try again. */
  UPSTREAM_LOST("upstream_lost"),
  /** The gateway is going away. */
  DRAINED("drained"),
  /** A defect of the gateway. */
  INTERNAL("internal");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** The metric label and log value. */
  public String label() {
    return label;
  }
}
