package dev.stenogate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsFileTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void aTenantNeedsNothingButItsName() {
    Tenant tenant = read("tenants: {captions: {}}").byName().get("captions");

    assertThat(tenant)
        .isEqualTo(
            new Tenant(
                "captions",
                1,
                TenantLimits.NONE,
                new Access(Priority.STANDARD, List.of(), Redaction.NONE)));
  }

  @Test
  void everythingOfATenantCanBeSaid() {
    Tenants tenants =
        read(
            """
            tenants:
              captions:
                weight: 3
                priority-max: critical
                pools: [live, batch]
                redaction: [card, us-ssn]
                suspended: true
                limits:
                  sessions-max: 20
                  starts-per-second: 2.5
                  starts-burst: 10
                  audio-per-minute: 20m
                  audio-per-day: 100h
                  session-duration-max: 4h
                  pace-max: 4
                  backlog-max: 10s
                  enforced: false
                  soft-share: 0.8
                identities:
                  service-accounts: [voice/agent, captions/*]
                  certificates: ["spiffe://corp/ns/voice/sa/agent", agent.voice.svc]
                  claims: [{issuer: corp, value: "no"}]
            """);

    assertThat(tenants.named("captions"))
        .contains(
            new Tenant(
                "captions",
                3,
                new TenantLimits(
                    20,
                    new TenantLimits.Starts(2.5, 10),
                    new TenantLimits.Audio(1_200_000, 360_000_000),
                    new TenantLimits.Call(14_400_000, 4, 10_000),
                    new TenantLimits.Enforcement(false, 0.8)),
                new Access(
                    Priority.CRITICAL,
                    List.of("live", "batch"),
                    Redaction.of(Rule.CARD, Rule.US_SSN))));
    assertThat(tenants.suspended()).containsExactly("captions");
    for (Identity identity :
        List.of(
            new Identity.ServiceAccount("voice", "agent"),
            new Identity.ServiceAccount("captions", "anybody"),
            new Identity.Certificate("spiffe://corp/ns/voice/sa/agent"),
            new Identity.Certificate("agent.voice.svc"),
            new Identity.Claim("corp", "no"))) {
      assertThat(tenants.of(identity)).as("%s", identity).isPresent();
    }
    assertThat(tenants.of(new Identity.ServiceAccount("voice", "other"))).isEmpty();
  }

  @Test
  void whatATenantDoesNotSayIsAsInTheDefaults() {
    Tenants tenants =
        read(
            """
            tenants:
              a: {limits: {sessions-max: 5, starts-per-second: 4}}
              b: {limits: {sessions-max: 0}}
            defaults: {limits: {sessions-max: 9, starts-per-second: 1, starts-burst: 7, audio-per-day: 1h}}
            """);

    assertThat(tenants.byName().get("a").limits())
        .returns(5, TenantLimits::sessionsMax)
        .returns(new TenantLimits.Starts(4, 4), TenantLimits::starts)
        .returns(new TenantLimits.Audio(0, 3_600_000), TenantLimits::audio);
    assertThat(tenants.byName().get("b").limits())
        .returns(0, TenantLimits::sessionsMax)
        .returns(new TenantLimits.Starts(1, 7), TenantLimits::starts);
  }

  @Test
  void limitsAndKeysMayComeFromDifferentFiles() {
    Tenants tenants =
        TenantsFile.read(
            Map.of(
                "limits.yaml",
                "tenants: {captions: {}}",
                "keys.yaml",
                """
                keys:
                  - {id: 7f3a2c, tenant: captions, sha256: %s, expires: 2027-01-01T00:00:00Z}
                  - {id: "12345678", tenant: captions, sha256: %s, revoked: true}
                """
                    .formatted(HASH, HASH)),
            Set.of("default"));

    assertThat(tenants.key("7f3a2c"))
        .contains(new ApiKey("7f3a2c", "captions", HASH, 1_798_761_600L, false));
    assertThat(tenants.key("12345678"))
        .contains(new ApiKey("12345678", "captions", HASH, Credential.NEVER, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|f.yaml: no mapping (expected: tenants, keys or defaults)",
        "a: [|f.yaml: not YAML, or not of its simple part at line 1, column 5",
        "a: 1\\na: 2|f.yaml: not YAML, or not of its simple part at line 2, column 1",
        "tennants: {}|f.yaml: tennants: not known (expected: one of [defaults, keys, tenants])",
        "tenants: [a]|f.yaml: tenants: a list (expected: a mapping)",
        "tenants: {-a: {}}|f.yaml: tenants: a name is malformed (expected: 1 to 63 of [a-z0-9-], no dash at the ends)",
        "tenants: {a: {wait: 2}}|f.yaml: tenants.a.wait: not known (expected: one of [identities, limits, pools, priority-max, redaction, suspended, weight])",
        "tenants: {a: {weight: 0}}|f.yaml: tenants.a.weight: '0' (expected: 1..1000)",
        "tenants: {a: {suspended: yes}}|f.yaml: tenants.a.suspended: 'yes' (expected: true or false)",
        "tenants: {a: {priority-max: high}}|f.yaml: tenants.a.priority-max: high (expected: critical, standard or batch)",
        "tenants: {a: {pools: [x]}}|f.yaml: tenants.a.pools: x (expected: pools of endpoints, [batch, default, live])",
        "tenants: {a: {redaction: [cards]}}|f.yaml: tenants.a.redaction: cards (expected: of [card, phone, email, us-ssn, uk-nino, es-dni, de-steuer-id, fr-nir])",
        "tenants: {a: {limits: {sessions-max: -1}}}|f.yaml: tenants.a.limits.sessions-max: '-1' (expected: 0..1000000)",
        "tenants: {a: {limits: {sessions: 1}}}|f.yaml: tenants.a.limits.sessions: not known (expected: one of [audio-per-day, audio-per-minute, backlog-max, enforced, pace-max, session-duration-max, sessions-max, soft-share, starts-burst, starts-per-second])",
        "tenants: {a: {limits: {pace-max: 0.5}}}|f.yaml: tenants.a.limits.pace-max: 0.5 (expected: 0 or 1..1000.0)",
        "tenants: {a: {limits: {audio-per-day: soon}}}|f.yaml: tenants.a.limits.audio-per-day: 'soon' (expected: 0..PT876000H, such as 90s or 2h)",
        "tenants: {a: {limits: {audio-per-day: 100}}}|f.yaml: tenants.a.limits.audio-per-day: '100' (expected: a unit, such as 90s or 2h)",
        "tenants: {a: {identities: {service-accounts: [voice]}}}|f.yaml: tenants.a.identities.service-accounts: voice (expected: namespace/name)",
        "tenants: {a: {identities: {certificates: [x, x]}}}|f.yaml: tenants.a.identities.Certificate[name=x]: listed twice",
        "tenants: {a: {identities: {claims: [{issuer: i}]}}}|f.yaml: tenants.a.identities.claims[0].value: not set",
        "keys: [{id: A, tenant: a}]|f.yaml: keys[0].id: malformed (expected: 4 to 32 characters of [a-z0-9])",
        "keys: [{id: abcd, tenant: a, sha256: sg_x}]|f.yaml: keys[0].sha256: malformed (expected: 64 hexadecimal digits in lower case)",
        "keys: [{id: abcd, tenant: a, sha256: HASH, expires: never}]|f.yaml: keys[0].expires: malformed (expected: a moment such as 2027-01-31T00:00:00Z)",
        "keys: [{id: abcd, tenant: a, sha256: HASH, key: sg_secret}]|f.yaml: keys[0].key: not known (expected: one of [expires, id, revoked, sha256, tenant])",
        "{tenants: {b: {}}, keys: [{id: abcd, tenant: a, sha256: HASH}]}|keys: key abcd is of tenant a, which is not listed",
      })
  void whatIsWrongIsNamedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n").replace("HASH", HASH)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void aNameIsOfOneTenantOnly() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    tenants:
                      a: {identities: {service-accounts: [voice/agent]}}
                      b: {identities: {service-accounts: [voice/agent]}}
                    """))
        .hasMessage(
            "f.yaml: tenants.b.identities.ServiceAccount[namespace=voice, name=agent]: also of tenant a");
  }

  private static Tenants read(String text) {
    return TenantsFile.read(Map.of("f.yaml", text), Set.of("default", "live", "batch"));
  }
}
