package dev.stenogate.tenant;

/**
 * A key as it is stored: without its secret.
 *
 * @param id the part of the key that names it, public
 * @param tenant whose it is
 * @param sha256Hex of the whole key as the caller sends it, 64 hexadecimal digits in lower case
 * @param expirySeconds since the epoch; {@link Credential#NEVER}: it does not expire
 * @param revoked it is refused, and sessions that it opened are ended
 */
public record ApiKey(
    String id, String tenant, String sha256Hex, long expirySeconds, boolean revoked) {}
