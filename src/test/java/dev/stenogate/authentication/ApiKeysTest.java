package dev.stenogate.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
  private static final long NOW = 1_800_000_000L;
  private static final Tenant CAPTIONS = new Tenant("captions", 2);
  private static final KeyText KEY = KeyText.make(new Random(1));

  @Test
  void aKeyIsWhoseItWasMadeFor() {
    assertThat(ApiKeys.verdict(KEY.whole(), stored(NOW + 1, false), NOW))
        .isEqualTo(
            new Verdict.Admitted(
                new Caller(
                    CAPTIONS,
                    new Credential(
                        Credential.Kind.API_KEY,
                        KEY.id(),
                        NOW + 1,
                        new Identity.Key(KEY.id(), KEY.sha256Hex())))));
  }

  @Test
  void aKeyEndsWithItsLastSecond() {
    assertDenied(KEY.whole(), stored(NOW, false), Denial.API_KEY_EXPIRED);
  }

  @Test
  void aRevokedKeyIsToldSo() {
    assertDenied(KEY.whole(), stored(Credential.NEVER, true), Denial.API_KEY_REVOKED);
  }

  @Test
  void onlyWhoHasTheSecretLearnsThatAKeyIsRevokedOrThere() {
    String guess = KEY.whole().substring(0, KEY.whole().length() - 5) + "AAAAA";
    Denied revoked = denied(guess, stored(Credential.NEVER, true));
    Denied unknown = denied(guess, Tenants.NONE);

    assertThat(revoked.verdict()).isEqualTo(unknown.verdict());
    assertThat(revoked.verdict().denial()).isEqualTo(Denial.API_KEY_INVALID);
  }

  @Test
  void anUnknownKeyDoesNotMatchTheHashThatItIsComparedWith() {
    assertDenied(
        KeyText.make(new Random(2)).whole(), stored(NOW + 1, false), Denial.API_KEY_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sg_",
        "sg_abc_",
        "sg_aaaaaaaaaaaa_short",
        "sg_AAAAAAAAAAAA_0123456789012345678901234567890123456789012",
        "sg_aaaaaaaaaaaa_0123456789012345678901234567890123456789012\n",
        "eyJ.eyJ.sig"
      })
  void whatHasNotTheShapeOfAKeyIsNone(String text) {
    assertDenied(text, stored(NOW + 1, false), Denial.API_KEY_INVALID);
  }

  @Test
  void aSuspendedTenantsKeyIsForbidden() {
    Tenants tenants = stored(NOW + 1, false);
    Tenants suspended =
        new Tenants(tenants.byName(), tenants.keys(), Map.of(), Set.of(CAPTIONS.name()));

    assertDenied(KEY.whole(), suspended, Denial.TENANT_SUSPENDED);
  }

  @Test
  void noMessageHasTheSecret() {
    Set<String> told = new HashSet<>();
    told.add(denied(KEY.whole(), stored(NOW, false)).getMessage());
    told.add(denied(KEY.whole(), stored(NOW + 1, true)).getMessage());
    told.add(denied(KEY.whole(), Tenants.NONE).getMessage());
    told.add(denied(KEY.whole() + "x", Tenants.NONE).getMessage());
    told.add(KEY.toString());

    String secret = KEY.whole().substring(KEY.whole().lastIndexOf(KEY.id()) + KEY.id().length());
    assertThat(told).hasSize(5).noneMatch(text -> text.contains(secret.substring(1, 10)));
  }

  @Test
  void keysAreDifferentAndHaveTheirShape() {
    Random random = new Random(3);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      KeyText key = KeyText.make(random);
      assertThat(KeyText.read(key.whole())).contains(key);
      assertThat(key.id()).matches("[a-z0-9]{12}");
      ids.add(key.id());
    }
    assertThat(ids).hasSize(1_000);
  }

  private static Tenants stored(long expirySeconds, boolean revoked) {
    return new Tenants(
        Map.of(CAPTIONS.name(), CAPTIONS),
        Map.of(
            KEY.id(),
            new ApiKey(KEY.id(), CAPTIONS.name(), KEY.sha256Hex(), expirySeconds, revoked)),
        Map.of(),
        Set.of());
  }

  private static void assertDenied(String text, Tenants tenants, Denial denial) {
    assertThat(denied(text, tenants).verdict().denial()).isEqualTo(denial);
  }

  private static Denied denied(String text, Tenants tenants) {
    Denied[] caught = new Denied[1];
    assertThatThrownBy(() -> ApiKeys.verdict(text, tenants, NOW))
        .isInstanceOfSatisfying(Denied.class, denied -> caught[0] = denied);
    return caught[0];
  }
}
