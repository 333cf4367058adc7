package dev.stenogate.config;

import dev.stenogate.redaction.Redaction;
import dev.stenogate.redaction.Rule;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.Tenants;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads tenants from YAML files, which together are one snapshot: limits may come from a ConfigMap,
 * keys from a Secret. Anything wrong in any of them refuses all of it.
 */
final class TenantsFile {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern KEY_ID = Pattern.compile("[a-z0-9]{4,32}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ACCOUNT =
      Pattern.compile("([a-z0-9-]{1,63})/(\\*|[a-z0-9.-]{1,253})");
  private static final int TENANTS_MAX = 10_000;
  private static final int KEYS_MAX = 100_000;
  private static final int IDENTITIES_MAX = 100_000;
  private static final int WEIGHT_MAX = 1_000;

  private final Set<String> pools;
  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Map<String, ApiKey> keys = new HashMap<>();
  private final Map<Identity, String> identities = new HashMap<>();
  private final Set<String> suspended = new HashSet<>();

  private TenantsFile(Set<String> pools) {
    this.pools = pools;
  }

  /**
   * Reads all files as one.
   *
   * @param files their texts by name
   * @param pools that there are
   */
  static Tenants read(Map<String, String> files, Set<String> pools) {
    TenantsFile reader = new TenantsFile(pools);
    TenantLimits defaults = TenantLimits.NONE;
    Map<String, YamlSection> sections = new HashMap<>();
    String defaultsIn = "";
    for (Map.Entry<String, String> file : files.entrySet()) {
      YamlSection top = inFile(file.getKey(), () -> YamlText.read(file.getKey(), file.getValue()));
      sections.put(file.getKey(), top);
      if (top.has("defaults")) {
        if (!defaultsIn.isEmpty()) {
          throw new ConfigException(file.getKey() + ": defaults", "also in " + defaultsIn);
        }
        defaultsIn = file.getKey();
        defaults = inFile(file.getKey(), () -> defaults(top.section("defaults")));
      }
    }
    TenantLimits usual = defaults;
    sections.forEach((name, top) -> inFile(name, () -> reader.add(top, usual)));
    return reader.whole();
  }

  private static <T> T inFile(String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (ConfigException e) {
      throw e.getMessage().startsWith(name) ? e : new ConfigException(name, e.getMessage());
    }
  }

  private static TenantLimits defaults(YamlSection defaults) {
    try (defaults) {
      return LimitsSection.read(defaults.section("limits"), TenantLimits.NONE);
    }
  }

  private boolean add(YamlSection top, TenantLimits defaults) {
    try (top) {
      YamlSection listed = top.section("tenants");
      for (String name : listed.keys()) {
        tenant(name, listed.section(name), defaults);
      }
      List<Object> items = top.items("keys");
      for (int i = 0; i < items.size(); i++) {
        key(YamlSection.of("keys[%d]".formatted(i), items.get(i)));
      }
    }
    return true;
  }

  private void tenant(String name, YamlSection section, TenantLimits defaults) {
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(
          "tenants", "a name is malformed (expected: 1 to 63 of [a-z0-9-], no dash at the ends)");
    }
    try (section) {
      Access access = new Access(priority(section), pools(section), redaction(section));
      Tenant tenant =
          new Tenant(
              name,
              section.whole("weight", 1, WEIGHT_MAX, 1),
              LimitsSection.read(section.section("limits"), defaults),
              access);
      if (tenants.put(name, tenant) != null) {
        throw new ConfigException("tenants." + name, "in two files");
      }
      if (section.flag("suspended", false)) {
        suspended.add(name);
      }
      identities(name, section.section("identities"));
    }
    bound("tenants", tenants.size(), TENANTS_MAX);
  }

  private static Priority priority(YamlSection section) {
    String name = section.string("priority-max").orElse("standard");
    for (Priority priority : Priority.values()) {
      if (word(priority).equals(name)) {
        return priority;
      }
    }
    throw new ConfigException(
        section.path("priority-max"), name + " (expected: critical, standard or batch)");
  }

  private static Redaction redaction(YamlSection section) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    for (String name : section.strings("redaction")) {
      rules.add(
          Arrays.stream(Rule.values())
              .filter(rule -> word(rule).equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          section.path("redaction"),
                          "%s (expected: of %s)"
                              .formatted(
                                  name,
                                  Arrays.stream(Rule.values()).map(TenantsFile::word).toList()))));
    }
    return new Redaction(rules);
  }

  /** As operators write it. */
  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private List<String> pools(YamlSection section) {
    List<String> named = section.strings("pools");
    for (String pool : named) {
      if (!pools.contains(pool)) {
        throw new ConfigException(
            section.path("pools"),
            "%s (expected: pools of endpoints, %s)"
                .formatted(pool, pools.stream().sorted().toList()));
      }
    }
    return named;
  }

  private void identities(String tenant, YamlSection section) {
    try (section) {
      for (String account : section.strings("service-accounts")) {
        Matcher matcher = ACCOUNT.matcher(account);
        if (!matcher.matches()) {
          throw new ConfigException(
              section.path("service-accounts"), account + " (expected: namespace/name)");
        }
        identity(tenant, section, new Identity.ServiceAccount(matcher.group(1), matcher.group(2)));
      }
      for (String name : section.strings("certificates")) {
        identity(tenant, section, new Identity.Certificate(name));
      }
      List<Object> claims = section.items("claims");
      for (int i = 0; i < claims.size(); i++) {
        String path = section.path("claims[%d]".formatted(i));
        try (YamlSection claim = YamlSection.of(path, claims.get(i))) {
          identity(
              tenant,
              section,
              new Identity.Claim(claim.required("issuer"), claim.required("value")));
        }
      }
    }
    bound("identities", identities.size(), IDENTITIES_MAX);
  }

  private void identity(String tenant, YamlSection section, Identity identity) {
    String other = identities.put(identity, tenant);
    if (other != null) {
      throw new ConfigException(
          section.path("%s".formatted(identity)),
          other.equals(tenant) ? "listed twice" : "also of tenant " + other);
    }
  }

  private void key(YamlSection section) {
    try (section) {
      String id = section.required("id");
      if (!KEY_ID.matcher(id).matches()) {
        throw new ConfigException(
            section.path("id"), "malformed (expected: 4 to 32 characters of [a-z0-9])");
      }
      String sha256 = section.required("sha256");
      if (!SHA256.matcher(sha256).matches()) {
        throw new ConfigException(
            section.path("sha256"), "malformed (expected: 64 hexadecimal digits in lower case)");
      }
      long expiry = section.moment("expires").map(Instant::getEpochSecond).orElse(Credential.NEVER);
      ApiKey key =
          new ApiKey(
              id, section.required("tenant"), sha256, expiry, section.flag("revoked", false));
      if (keys.put(id, key) != null) {
        throw new ConfigException(section.path("id"), id + " is that of another key too");
      }
    }
    bound("keys", keys.size(), KEYS_MAX);
  }

  private Tenants whole() {
    if (tenants.isEmpty()) {
      throw new ConfigException("tenants", "none (expected: at least one)");
    }
    for (ApiKey key : keys.values()) {
      if (!tenants.containsKey(key.tenant())) {
        throw new ConfigException(
            "keys",
            "key %s is of tenant %s, which is not listed".formatted(key.id(), key.tenant()));
      }
    }
    return new Tenants(tenants, keys, identities, suspended);
  }

  private static void bound(String what, int seen, int most) {
    if (seen > most) {
      throw new ConfigException(what, "%d (expected: at most %d)".formatted(seen, most));
    }
  }
}
