package dev.stenogate.tenant;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everybody who may call: a snapshot, swapped whole when the operator changes it.
 *
 * @param byName all tenants
 * @param keys by their ids
 * @param identities whose they are, by tenant's name
 * @param suspended names of tenants whose credentials are refused, and whose sessions are ended
 */
public record Tenants(
    Map<String, Tenant> byName,
    Map<String, ApiKey> keys,
    Map<Identity, String> identities,
    Set<String> suspended) {
  /** Nobody. */
  public static final Tenants NONE = new Tenants(Map.of(), Map.of(), Map.of(), Set.of());

  public Tenants {
    byName = Map.copyOf(byName);
    keys = Map.copyOf(keys);
    identities = Map.copyOf(identities);
    suspended = Set.copyOf(suspended);
  }

  public Optional<Tenant> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<ApiKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** Whose that identity is. A whole namespace may be one tenant's. */
  public Optional<Tenant> of(Identity identity) {
    if (identity instanceof Identity.Key shown) {
      return key(shown.id())
          .filter(key -> key.sha256Hex().equals(shown.sha256Hex()))
          .flatMap(key -> named(key.tenant()));
    }
    String name = identities.get(identity);
    if (name == null && identity instanceof Identity.ServiceAccount account) {
      name = identities.get(new Identity.ServiceAccount(account.namespace(), "*"));
    }
    return name == null ? Optional.empty() : named(name);
  }
}
