package dev.stenogate.tenant;

/**
 * Whose call it is, by which credential, and from where.
 *
 * @param peer address of the connection, without port; empty: not known
 */
public record Caller(Tenant tenant, Credential credential, String peer) {
  /** Of a gateway that asks for no credential. */
  public static final Caller ANONYMOUS = new Caller(Tenant.DEFAULT, Credential.NONE);

  /** From anywhere. */
  public Caller(Tenant tenant, Credential credential) {
    this(tenant, credential, "");
  }

  /** The same, from that address. */
  public Caller from(String address) {
    return new Caller(tenant, credential, address);
  }
}
