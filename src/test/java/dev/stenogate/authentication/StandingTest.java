package dev.stenogate.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Tenant CAPTIONS = new Tenant("captions", 1);
  private static final Standing FINE = new Standing.Fine();
  private static final String HASH = "0".repeat(64);
  private static final long NOW = 1_000;
  private static final long GRACE = 60;

  @Test
  void aKeyInUseIsFine() {
    assertThat(next(keyCaller(NOW + 1), with(NOW + 1, false), NOW)).isEqualTo(FINE);
  }

  @Test
  void aRevokedKeyEndsItsCallsAtOnceWhateverTheGrace() {
    assertThat(
            FINE.next(
                keyCaller(Credential.NEVER),
                with(Credential.NEVER, true),
                NOW,
                Standing.GRACE_UNLIMITED))
        .isEqualTo(new Standing.Revoked());
  }

  @Test
  void aSuspendedTenantsCallsEndWhateverTheirCredential() {
    Tenants suspended =
        new Tenants(Map.of("captions", CAPTIONS), Map.of(), Map.of(), Set.of("captions"));

    assertThat(next(tokenCaller(NOW + 9), suspended, NOW)).isEqualTo(new Standing.Revoked());
  }

  @Test
  void anExpiredTokenHasItsGraceFromItsExpiry() {
    Caller caller = tokenCaller(NOW);
    Standing lapsed = next(caller, Tenants.NONE, NOW + 59);

    assertThat(lapsed).isEqualTo(new Standing.Lapsed(NOW));
    assertThat(lapsed.next(caller, Tenants.NONE, NOW + 60, GRACE))
        .isEqualTo(new Standing.Expired());
  }

  @Test
  void withoutABoundAnExpiredCallGoesOn() {
    assertThat(FINE.next(tokenCaller(NOW), Tenants.NONE, NOW + 1_000_000, Standing.GRACE_UNLIMITED))
        .isInstanceOf(Standing.Lapsed.class);
  }

  @Test
  void aRemovedKeyHasItsGraceFromWhenThatWasSeen() {
    Caller caller = keyCaller(Credential.NEVER);
    Standing first = next(caller, Tenants.NONE, NOW);
    Standing later = first.next(caller, Tenants.NONE, NOW + 59, GRACE);

    assertThat(first).isEqualTo(new Standing.Lapsed(NOW));
    assertThat(later).isEqualTo(new Standing.Lapsed(NOW));
    assertThat(later.next(caller, Tenants.NONE, NOW + 60, GRACE)).isEqualTo(new Standing.Expired());
  }

  @Test
  void aKeyThatComesBackIsFineAgain() {
    Caller caller = keyCaller(Credential.NEVER);
    Standing lapsed = next(caller, Tenants.NONE, NOW);

    assertThat(lapsed.next(caller, with(Credential.NEVER, false), NOW + 1, GRACE)).isEqualTo(FINE);
  }

  @Test
  void aShortenedExpiryCounts() {
    assertThat(next(keyCaller(Credential.NEVER), with(NOW - 10, false), NOW))
        .isEqualTo(new Standing.Lapsed(NOW - 10));
  }

  @Test
  void anExpiryThatWasMovedAwaySavesTheCallsOfItsKey() {
    assertThat(next(keyCaller(NOW), with(NOW + 100, false), NOW + 50)).isEqualTo(FINE);
  }

  @Test
  void aKeyWhoseSecretWasReplacedLapses() {
    Caller before =
        new Caller(
            CAPTIONS,
            new Credential(
                Credential.Kind.API_KEY,
                "k1",
                Credential.NEVER,
                new Identity.Key("k1", "1".repeat(64))));

    assertThat(next(before, with(Credential.NEVER, false), NOW))
        .isEqualTo(new Standing.Lapsed(NOW));
  }

  @Test
  void aNameThatIsNotItsTenantsAnyMoreLapses() {
    Identity name = new Identity.Certificate("agent.svc");
    Caller caller =
        new Caller(
            CAPTIONS,
            new Credential(Credential.Kind.CERTIFICATE, "agent.svc", Credential.NEVER, name));
    Map<String, Tenant> both = Map.of("captions", CAPTIONS, "voice", new Tenant("voice", 1));

    assertThat(next(caller, new Tenants(both, Map.of(), Map.of(name, "captions"), Set.of()), NOW))
        .isEqualTo(FINE);
    assertThat(next(caller, new Tenants(both, Map.of(), Map.of(name, "voice"), Set.of()), NOW))
        .isEqualTo(new Standing.Lapsed(NOW));
    assertThat(next(caller, new Tenants(both, Map.of(), Map.of(), Set.of()), NOW))
        .isEqualTo(new Standing.Lapsed(NOW));
  }

  @Test
  void noGraceEndsACallWithItsCredential() {
    assertThat(FINE.next(tokenCaller(NOW), Tenants.NONE, NOW, 0)).isEqualTo(new Standing.Expired());
  }

  private static Standing next(Caller caller, Tenants tenants, long now) {
    return FINE.next(caller, tenants, now, GRACE);
  }

  private static Caller keyCaller(long expirySeconds) {
    return new Caller(
        CAPTIONS,
        new Credential(Credential.Kind.API_KEY, "k1", expirySeconds, new Identity.Key("k1", HASH)));
  }

  private static Caller tokenCaller(long expirySeconds) {
    return new Caller(CAPTIONS, new Credential(Credential.Kind.TOKEN, "corp:x", expirySeconds));
  }

  private static Tenants with(long expirySeconds, boolean revoked) {
    return new Tenants(
        Map.of("captions", CAPTIONS),
        Map.of("k1", new ApiKey("k1", "captions", HASH, expirySeconds, revoked)),
        Map.of(),
        Set.of());
  }
}
