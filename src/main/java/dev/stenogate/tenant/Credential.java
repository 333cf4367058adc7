package dev.stenogate.tenant;

/**
 * What a caller showed; never the secret itself.
 *
 * @param id names it for operators: a key's id, a token's issuer and subject, a certificate's name;
 *     at most 200 characters, what others wrote in it is cleaned of control characters
 * @param expirySeconds since the epoch; {@link #NEVER}: it does not expire
 * @param identity by which it is its tenant's
 */
public record Credential(Kind kind, String id, long expirySeconds, Identity identity) {
  public static final long NEVER = Long.MAX_VALUE;

  /** That of a gateway that asks for none. */
  public static final Credential NONE = new Credential(Kind.NONE, "", NEVER);

  /** One of which it is not known yet whose it is. */
  public Credential(Kind kind, String id, long expirySeconds) {
    this(kind, id, expirySeconds, new Identity.Anybody());
  }

  /** The same, known by that name. */
  public Credential by(Identity known) {
    return new Credential(kind, id, expirySeconds, known);
  }

  /** How callers can prove who they are. */
  public enum Kind {
    NONE("none"),
    API_KEY("api_key"),
    TOKEN("token"),
    SERVICE_ACCOUNT("service_account"),
    CERTIFICATE("certificate");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** For metrics and logs. */
    public String label() {
      return label;
    }
  }
}
