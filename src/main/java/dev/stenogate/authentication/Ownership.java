package dev.stenogate.authentication;

import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whose a credential is that is believed. Pure. */
final class Ownership {
  private Ownership() {}

  /**
   * @param identities that the credential vouches for; the first that is a tenant's counts
   */
  static Verdict verdict(List<Identity> identities, Credential credential, Tenants tenants) {
    Optional<Identity> owned =
        identities.stream().filter(identity -> tenants.of(identity).isPresent()).findFirst();
    return verdict(
        owned.flatMap(tenants::of),
        owned.map(credential::by).orElse(credential),
        tenants,
        () -> seen(identities));
  }

  /**
   * @param seen the name that should be a tenant's
   */
  static Verdict verdict(
      Optional<Tenant> tenant, Credential credential, Tenants tenants, Supplier<String> seen) {
    if (tenant.isEmpty()) {
      throw new Denied(
          Denial.TENANT_UNKNOWN,
          "%s: no tenant has it (expected: one that the operator gave to a tenant)"
              .formatted(seen.get()),
          credential.id());
    }
    if (tenants.suspended().contains(tenant.get().name())) {
      throw new Denied(
          Denial.TENANT_SUSPENDED,
          "tenant '%s' is suspended (expected: one that may call)".formatted(tenant.get().name()),
          credential.id());
    }
    return new Verdict.Admitted(new Caller(tenant.get(), credential));
  }

  private static String seen(List<Identity> identities) {
    if (identities.isEmpty()) {
      return "a credential without the name of a tenant";
    }
    return identities.stream().limit(3).map(Ownership::seen).collect(Collectors.joining(", "));
  }

  private static String seen(Identity identity) {
    return switch (identity) {
      case Identity.Anybody _ -> "nobody in particular";
      case Identity.Key key -> "API key " + Printable.quoted(key.id());
      case Identity.Claim claim ->
          "claim %s of issuer %s".formatted(Printable.quoted(claim.value()), claim.issuer());
      case Identity.ServiceAccount account ->
          "service account " + Printable.quoted(account.namespace() + "/" + account.name());
      case Identity.Certificate certificate ->
          "certificate of " + Printable.quoted(certificate.name());
    };
  }
}
