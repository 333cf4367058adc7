package dev.stenogate.tenant;

/**
 * What a caller showed; never the secret itself.
 *
 * @param id names it for operators: a key's id, a token's issuer and subject, a certificate's name;
 *     at most 200 characters, what others wrote in it is cleaned of control characters
 * @param expirySeconds since the epoch; {@link #NEVER}: it does not expire
 */
public record Credential(Kind kind, String id, long expirySeconds) {
  public static final long NEVER = Long.MAX_VALUE;

  /** That of a gateway that asks for none. */
  public static final Credential NONE = new Credential(Kind.NONE, "", NEVER);

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
