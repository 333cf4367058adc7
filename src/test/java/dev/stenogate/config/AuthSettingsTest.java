package dev.stenogate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.authentication.Bearer;
import dev.stenogate.authentication.JwtIssuer;
import dev.stenogate.authentication.Standing;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthSettingsTest {
  private static final String[] CORP = {
    "jwt.corp.issuer=https://corp.example",
    "jwt.corp.audience=stenogate",
    "jwt.corp.jwks-url=https://corp.example/jwks"
  };

  @Test
  void aGatewayThatNobodyCouldCallDoesNotStart() {
    assertThatThrownBy(() -> AuthSettings.of(config(), false, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("stenogate.auth: nobody could call");
  }

  @Test
  void oneThatIsDevelopedIsOpenAndOneThatServesOnlyIfItIsTold() {
    assertThat(AuthSettings.of(config(), false, true).anonymous()).isTrue();
    assertThat(AuthSettings.of(config("anonymous=true"), false, false).anonymous()).isTrue();
    assertThat(AuthSettings.of(config(), true, false).anonymous()).isFalse();
    assertThat(AuthSettings.of(config(), true, true).anonymous()).isFalse();
  }

  @Test
  void anIssuerNeedsThreeKeysAndBelievesNoSharedSecret() {
    AuthSettings.Published corp = settings(CORP).published().getFirst();

    assertThat(corp.issuer())
        .isEqualTo(
            new JwtIssuer(
                "corp", "https://corp.example", List.of("stenogate"), JwtIssuer.ALGORITHMS, 30));
    assertThat(corp.bearer()).isEqualTo(new Bearer.OfClaim("corp", "sub"));
    assertThat(JwtIssuer.ALGORITHMS).noneMatch(name -> name.startsWith("HS"));
  }

  @Test
  void theClusterCanBeAskedOrItsKeys() {
    JwtIssuer cluster =
        settings(
                "kubernetes.mode=token-review",
                "kubernetes.trusted-ca=/dev/null",
                "kubernetes.token-file=/dev/null")
            .reviewed()
            .orElseThrow()
            .issuer();
    assertThat(cluster.issuer()).isEmpty();
    AuthSettings keys =
        settings(
            "kubernetes.mode=jwks",
            "kubernetes.issuer=https://oidc.example",
            "kubernetes.jwks-url=https://oidc.example/keys");
    assertThat(keys.reviewed()).isEmpty();
    assertThat(keys.published().getFirst().bearer()).isEqualTo(new Bearer.OfServiceAccount());
  }

  @Test
  void thePodsTokenGoesToNobodyButTheApiServer() {
    AuthSettings keys =
        settings("kubernetes.mode=jwks", "kubernetes.jwks-url=https://oidc.example/keys");

    assertThat(keys.published().getFirst().place().tokenFile()).isEmpty();
  }

  @Test
  void callsGoOnForEverUnlessAGraceIsSet() {
    assertThat(settings().graceSeconds()).isEqualTo(Standing.GRACE_UNLIMITED);
    assertThat(settings("credential-grace=90s").graceSeconds()).isEqualTo(90);
    assertThat(settings("credential-grace=0s").graceSeconds()).isZero();
  }

  @Test
  void namesWithoutTenantsAreRefused() {
    assertThatThrownBy(() -> AuthSettings.of(config("certificates.enabled=true"), false, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("stenogate.tenants.files: none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jwt.corp.jwks-url=http://corp.example | stenogate.auth.jwt.corp.jwks-url: http://corp.example"
            + " (expected: https://host/path)",
        "jwt.corp.algorithms=HS256 | stenogate.auth.jwt.corp.algorithms: HS256 (expected: of RS256",
        "jwt.corp.algorithms=RS256,none | stenogate.auth.jwt.corp.algorithms: none (expected: of RS256",
        "jwt.corp.clock-skew=6m | stenogate.auth.jwt.corp.clock-skew: PT6M (expected: PT0S..PT5M)",
        "jwt.corp.refresh=1s | stenogate.auth.jwt.corp.refresh: PT1S (expected: PT10S..PT24H)",
        "jwt.corp.keep=1m | stenogate.auth.jwt.corp.keep: PT1M (expected: PT15M..PT168H)",
        "jwt.corp.trusted-ca=/none/ca.pem | stenogate.auth.jwt.corp.trusted-ca: /none/ca.pem cannot be read",
        "jwt.Corp.issuer=x | stenogate.auth.jwt.Corp",
        "jwt.twin.issuer=https://corp.example | stenogate.auth: issuer https://corp.example: of corp and twin",
        "kubernetes.jwks-url=http://x/y | stenogate.auth.kubernetes.jwks-url: http://x/y",
        "kubernetes.mode=token-review | stenogate.auth.kubernetes.token-file: /var/run/secrets/",
        "credential-grace=-1s | stenogate.auth.credential-grace: PT-1S (expected: PT0S or more)"
      })
  void refusesByTheKey(String set, String says) {
    String[] twin = {"jwt.twin.audience=a", "jwt.twin.jwks-url=https://twin.example"};
    String[] other = {"jwt.Corp.audience=a", "jwt.Corp.jwks-url=https://corp.example"};
    assertThatThrownBy(
            () ->
                settings(
                    join(
                        CORP,
                        new String[] {"kubernetes.mode=jwks", "kubernetes.trusted-ca=/dev/null"},
                        set.startsWith("jwt.twin") ? twin : new String[0],
                        set.startsWith("jwt.Corp") ? other : new String[0],
                        new String[] {set})))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(says);
  }

  private static String[] join(String[]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static AuthSettings settings(String... lines) {
    return AuthSettings.of(config(lines), true, false);
  }

  private static AuthConfig config(String... lines) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      values.put("stenogate.auth." + line.substring(0, equals), line.substring(equals + 1));
    }
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .withMapping(StenogateConfig.class)
        .build()
        .getConfigMapping(StenogateConfig.class)
        .auth();
  }
}
