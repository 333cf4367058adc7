package dev.stenogate.authentication;

import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** Whom a token that is believed stands for. */
public sealed interface Bearer {
  /** The identities, the first that is a tenant's counts. */
  List<Identity> identities(JwtClaims claims);

  /** What operators call it. */
  Credential credential(JwtClaims claims);

  /**
   * The claim at a path names the tenant.
   *
   * @param issuer the operator's name of it
   */
  record OfClaim(String issuer, String path) implements Bearer {
    @Override
    public List<Identity> identities(JwtClaims claims) {
      return ClaimPath.strings(claims.getClaimsMap(), path).stream()
          .<Identity>map(value -> new Identity.Claim(issuer, value))
          .toList();
    }

    @Override
    public Credential credential(JwtClaims claims) {
      return new Credential(
          Credential.Kind.TOKEN,
          Printable.id(issuer + ":" + claims.getClaimValueAsString("sub")),
          expirySeconds(claims));
    }
  }

  /** The token is that of a service account of the cluster. */
  record OfServiceAccount() implements Bearer {
    /** Names as Kubernetes allows them. */
    private static final Pattern SUBJECT =
        Pattern.compile("system:serviceaccount:([a-z0-9-]{1,63}):([a-z0-9.-]{1,253})");

    @Override
    public List<Identity> identities(JwtClaims claims) {
      Matcher subject = SUBJECT.matcher(subject(claims));
      return subject.matches()
          ? List.of(new Identity.ServiceAccount(subject.group(1), subject.group(2)))
          : List.of();
    }

    @Override
    public Credential credential(JwtClaims claims) {
      Matcher subject = SUBJECT.matcher(subject(claims));
      String id = subject.matches() ? subject.group(1) + "/" + subject.group(2) : subject(claims);
      return new Credential(
          Credential.Kind.SERVICE_ACCOUNT, Printable.id(id), expirySeconds(claims));
    }

    private static String subject(JwtClaims claims) {
      return String.valueOf(claims.getClaimValueAsString("sub"));
    }
  }

  private static long expirySeconds(JwtClaims claims) {
    try {
      return claims.getExpirationTime().getValue();
    } catch (MalformedClaimException e) {
      throw new IllegalStateException("a verified token without exp", e);
    }
  }
}
