package dev.stenogate.tenant;

/** A name by which others vouch for a caller. */
public sealed interface Identity {
  /**
   * What a token says.
   *
   * @param issuer the operator's name of the issuer of tokens
   * @param value of the claim that names the tenant
   */
  record Claim(String issuer, String value) implements Identity {}

  /**
   * A service account of the cluster.
   *
   * @param name {@code *} in a tenant's list: all of the namespace
   */
  record ServiceAccount(String namespace, String name) implements Identity {}

  /**
   * A client certificate.
   *
   * @param name a subject alternative name: of a host, or a URI such as spiffe://…
   */
  record Certificate(String name) implements Identity {}
}
