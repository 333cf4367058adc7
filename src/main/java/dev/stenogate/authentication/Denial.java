package dev.stenogate.authentication;

/** Why a credential is refused: a closed list, which is the API's reason and the metric's label. */
public enum Denial {
  /** None came. */
  CREDENTIALS_MISSING(Kind.UNAUTHENTICATED),
  /** More than one came. */
  CREDENTIALS_AMBIGUOUS(Kind.UNAUTHENTICATED),
  /** One of a kind that this gateway does not take. */
  CREDENTIALS_UNSUPPORTED(Kind.UNAUTHENTICATED),
  /** Not a key of this gateway: malformed, unknown id or wrong secret. */
  API_KEY_INVALID(Kind.UNAUTHENTICATED),
  API_KEY_EXPIRED(Kind.UNAUTHENTICATED),
  API_KEY_REVOKED(Kind.UNAUTHENTICATED),
  /** Not a token, or with a wrong signature, algorithm or content. */
  TOKEN_INVALID(Kind.UNAUTHENTICATED),
  TOKEN_EXPIRED(Kind.UNAUTHENTICATED),
  TOKEN_NOT_YET_VALID(Kind.UNAUTHENTICATED),
  TOKEN_AUDIENCE(Kind.UNAUTHENTICATED),
  TOKEN_ISSUER_UNKNOWN(Kind.UNAUTHENTICATED),
  TOKEN_KEY_UNKNOWN(Kind.UNAUTHENTICATED),
  /** Its time is over, or not come; TLS looks at it only when a connection begins. */
  CERTIFICATE_EXPIRED(Kind.UNAUTHENTICATED),
  /** Its names cannot be read. */
  CERTIFICATE_INVALID(Kind.UNAUTHENTICATED),
  /** Verified, but no tenant has that name. */
  TENANT_UNKNOWN(Kind.FORBIDDEN),
  TENANT_SUSPENDED(Kind.FORBIDDEN),
  /** Who could verify it does not answer. */
  AUTHENTICATION_UNAVAILABLE(Kind.UNAVAILABLE);

  /** What a caller can do about it. */
  public enum Kind {
    /** Bring another credential. */
    UNAUTHENTICATED,
    /** Ask the operator. */
    FORBIDDEN,
    /** Come back. */
    UNAVAILABLE
  }

  private final Kind kind;

  Denial(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
