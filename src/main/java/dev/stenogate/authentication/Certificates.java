package dev.stenogate.authentication;

import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenants;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Tells whose a client certificate is that TLS has verified. Pure. */
final class Certificates {
  /** Types of a subject alternative name, RFC 5280. */
  private static final int DNS_NAME = 2;

  private static final int URI = 6;

  private Certificates() {}

  /**
   * @throws Denied when it is no tenant's, or its time is over
   */
  static Verdict verdict(X509Certificate leaf, Tenants tenants, long nowSeconds) {
    List<Identity> identities = identities(leaf);
    String id = identities.isEmpty() ? "" : Printable.id(name(identities.getFirst()));
    requireInTime(leaf, id, nowSeconds);
    Credential credential =
        new Credential(Credential.Kind.CERTIFICATE, id, seconds(leaf.getNotAfter().toInstant()));
    return Ownership.verdict(identities, credential, tenants);
  }

  /** A connection may live longer than what it began with. */
  private static void requireInTime(X509Certificate leaf, String id, long nowSeconds) {
    Instant from = leaf.getNotBefore().toInstant();
    Instant to = leaf.getNotAfter().toInstant();
    if (nowSeconds < seconds(from) || nowSeconds >= seconds(to)) {
      throw new Denied(
          Denial.CERTIFICATE_EXPIRED,
          "certificate: valid from %s to %s (expected: now, %s)"
              .formatted(from, to, Instant.ofEpochSecond(nowSeconds)),
          id);
    }
  }

  private static List<Identity> identities(X509Certificate leaf) {
    List<Identity> identities = new ArrayList<>();
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        switch (name.get(0)) {
          case Integer type when type == URI -> identities.add(certificate((String) name.get(1)));
          case Integer type when type == DNS_NAME ->
              identities.add(certificate(((String) name.get(1)).toLowerCase(Locale.ROOT)));
          default -> {
            // Addresses and mail are nobody's name here.
          }
        }
      }
    } catch (CertificateParsingException _) {
      throw new Denied(
          Denial.CERTIFICATE_INVALID,
          "certificate: its names cannot be read (expected: a DNS name or a URI)",
          "");
    }
    return identities;
  }

  private static Identity certificate(String name) {
    return new Identity.Certificate(name);
  }

  private static String name(Identity identity) {
    return ((Identity.Certificate) identity).name();
  }

  private static long seconds(Instant instant) {
    return instant.getEpochSecond();
  }
}
