package dev.stenogate.tenant;

/** A name by which a caller is known. */
public sealed interface Identity {
  /** Nobody in particular. */
  record Anybody() implements Identity {}

  /**
   * Who has an API key.
   *
   * @param sha256Hex of the key: another one may get its id
   */
  record Key(String id, String sha256Hex) implements Identity {}

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
