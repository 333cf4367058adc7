package dev.stenogate.authentication;

import static dev.stenogate.authentication.Minted.NOW;
import static dev.stenogate.authentication.Minted.claims;
import static dev.stenogate.authentication.Minted.signed;
import static dev.stenogate.authentication.Minted.with;
import static dev.stenogate.authentication.Minted.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens through the whole chain, against the keys of one issuer. */
@SuppressWarnings("StringSplitter") // A token has three parts.
class SignedTokensTest {
  private static final PublicJsonWebKey RSA = Minted.rsa("rsa");
  private static final PublicJsonWebKey EC = Minted.ec("ec");
  private static final PublicJsonWebKey ED = Minted.ed25519("ed");
  private static final PublicJsonWebKey STRANGER = Minted.rsa("rsa");
  private static final Tenant CAPTIONS = new Tenant("captions", 1);
  private static final JwtIssuer CORP =
      new JwtIssuer(
          "corp", Minted.ISSUER, List.of(Minted.AUDIENCE, "other"), JwtIssuer.ALGORITHMS, 30);

  record Case(String what, String token, Denial denial) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Case> refused() {
    Map<String, Object> good = claims(NOW);
    byte[] publicKey = RSA.getPublicKey().getEncoded();
    String token = rs256(good);
    String[] parts = token.split("\\.");
    return Stream.of(
        refused("expired", with(good, "exp", NOW - 31), Denial.TOKEN_EXPIRED),
        refused("without exp", without(good, "exp"), Denial.TOKEN_INVALID),
        refused("without sub", without(good, "sub"), Denial.TOKEN_INVALID),
        refused("not yet valid", with(good, "nbf", NOW + 31), Denial.TOKEN_NOT_YET_VALID),
        refused("for somebody else", with(good, "aud", "somebody"), Denial.TOKEN_AUDIENCE),
        refused("for nobody", without(good, "aud"), Denial.TOKEN_AUDIENCE),
        refused("of another", with(good, "iss", "https://evil"), Denial.TOKEN_ISSUER_UNKNOWN),
        refused(
            "of one alike", with(good, "iss", Minted.ISSUER + "/"), Denial.TOKEN_ISSUER_UNKNOWN),
        refused("of nobody", without(good, "iss"), Denial.TOKEN_ISSUER_UNKNOWN),
        refused("of no text", with(good, "iss", 7), Denial.TOKEN_ISSUER_UNKNOWN),
        refused("exp that is text", with(good, "exp", "tomorrow"), Denial.TOKEN_INVALID),
        refused("aud that is a number", with(good, "aud", 7), Denial.TOKEN_INVALID),
        refused("no tenant's", with(good, "sub", "nobody"), Denial.TENANT_UNKNOWN),
        refused("a suspended tenant's", with(good, "sub", "team-late"), Denial.TENANT_SUSPENDED),
        new Case("signed by a stranger", signed(good, STRANGER, "RS256"), Denial.TOKEN_INVALID),
        new Case(
            "a key that is not there",
            signed(good, RSA.getPrivateKey(), "gone", "RS256"),
            Denial.TOKEN_KEY_UNKNOWN),
        new Case(
            "another kind of key",
            signed(good, RSA.getPrivateKey(), "ec", "RS256"),
            Denial.TOKEN_KEY_UNKNOWN),
        new Case("alg none", unsigned("{\"alg\":\"none\"}", good), Denial.TOKEN_INVALID),
        new Case("alg None", unsigned("{\"alg\":\"None\"}", good), Denial.TOKEN_INVALID),
        new Case("no alg", unsigned("{\"kid\":\"rsa\"}", good), Denial.TOKEN_INVALID),
        new Case(
            "HMAC with the public key",
            signed(good, new HmacKey(publicKey), "rsa", "HS256"),
            Denial.TOKEN_INVALID),
        new Case(
            "HMAC with the public key as PEM",
            signed(good, new HmacKey(pem(publicKey)), "rsa", "HS512"),
            Denial.TOKEN_INVALID),
        new Case("without a signature", parts[0] + "." + parts[1] + ".", Denial.TOKEN_INVALID),
        new Case("truncated", token.substring(0, token.length() - 20), Denial.TOKEN_INVALID),
        new Case("two parts", parts[0] + "." + parts[1], Denial.TOKEN_INVALID),
        new Case("five parts", "a.b.c.d.e", Denial.TOKEN_INVALID),
        new Case("nothing", "", Denial.TOKEN_INVALID),
        new Case("dots", "..", Denial.TOKEN_INVALID),
        new Case("not base64", "ä.ö.ü", Denial.TOKEN_INVALID),
        new Case(
            "other claims under that signature",
            parts[0] + "." + rs256(with(good, "sub", "x")).split("\\.")[1] + "." + parts[2],
            Denial.TOKEN_INVALID),
        new Case(
            "a critical header that nobody knows",
            unsigned("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"x\"],\"x\":1}", good) + "AAAA",
            Denial.TOKEN_INVALID),
        new Case(
            "a key of its own",
            unsigned("{\"alg\":\"RS256\",\"kid\":\"gone\",\"jwk\":" + STRANGER.toJson() + "}", good)
                + "AAAA",
            Denial.TOKEN_KEY_UNKNOWN),
        new Case(
            "numbers that are too long",
            unsigned(
                "{\"alg\":\"RS256\",\"kid\":\"rsa\"}",
                "{\"iss\":\"" + Minted.ISSUER + "\",\"exp\":" + "9".repeat(400) + "}"),
            Denial.TOKEN_INVALID),
        new Case("deep", unsigned("{\"alg\":\"RS256\"}", "[".repeat(5_000)), Denial.TOKEN_INVALID),
        new Case("long", "a".repeat(20_000) + ".b.c", Denial.TOKEN_INVALID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Case one) {
    Verdict verdict = examine(one.token());

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    Verdict.Refused refused = (Verdict.Refused) verdict;
    assertThat(refused.denial()).as(refused.told()).isEqualTo(one.denial());
    assertThat(refused.told()).contains("(expected: ").doesNotContain("\n");
    for (String part : one.token().split("\\.")) {
      assertThat(part.length() > 8 && refused.told().contains(part)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void rsaSignaturesAreBelieved(String algorithm) {
    assertAdmitted(signed(claims(NOW), RSA, algorithm));
  }

  @Test
  void signaturesOnCurvesAreBelieved() {
    assertAdmitted(signed(claims(NOW), EC, "ES256"));
    assertAdmitted(signed(claims(NOW), ED, "EdDSA"));
  }

  @Test
  void clocksMayDifferByTheLeeway() {
    assertAdmitted(rs256(with(claims(NOW), "exp", NOW - 29)));
    assertAdmitted(rs256(with(claims(NOW), "nbf", NOW + 30)));
  }

  @Test
  void aTokenWithoutKeyIdIsBelievedWhereOnlyOneKeyFits() {
    assertAdmitted(signed(claims(NOW), RSA.getPrivateKey(), null, "RS256"));
  }

  @Test
  void oneOfSeveralAudiencesIsEnough() {
    assertAdmitted(rs256(with(claims(NOW), "aud", List.of("x", "other"))));
  }

  @Test
  void theCredentialIsNamedByIssuerAndSubjectAndEndsWithTheToken() {
    Verdict.Admitted admitted = (Verdict.Admitted) examine(rs256(claims(NOW)));

    assertThat(admitted.caller().credential())
        .isEqualTo(
            new Credential(
                Credential.Kind.TOKEN,
                "corp:team-captions",
                NOW + 300,
                new Identity.Claim("corp", "team-captions")));
  }

  @Test
  void whatAnIssuerWritesIsCleaned() {
    Verdict.Refused refused =
        (Verdict.Refused) examine(rs256(with(claims(NOW), "aud", "a\r\nfake \u001b[2J\u202e")));

    assertThat(refused.told()).contains("'a??fake ?[2J?'");
  }

  private static Case refused(String what, Map<String, Object> claims, Denial denial) {
    return new Case(what, rs256(claims), denial);
  }

  private static String rs256(Map<String, Object> claims) {
    return signed(claims, RSA, "RS256");
  }

  private static String unsigned(String header, Map<String, Object> claims) {
    return base64(header) + "." + rs256(claims).split("\\.")[1] + ".";
  }

  private static String unsigned(String header, String claims) {
    return base64(header) + "." + base64(claims) + ".AAAA";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] pem(byte[] der) {
    return ("-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void assertAdmitted(String token) {
    assertThat(examine(token))
        .isInstanceOfSatisfying(
            Verdict.Admitted.class,
            admitted -> assertThat(admitted.caller().tenant()).isEqualTo(CAPTIONS));
  }

  private static Verdict examine(String token) {
    Tenant late = new Tenant("late", 1);
    Tenants tenants =
        new Tenants(
            Map.of("captions", CAPTIONS, "late", late),
            Map.of(),
            Map.of(
                new Identity.Claim("corp", "team-captions"),
                "captions",
                new Identity.Claim("corp", "team-late"),
                "late"),
            Set.of("late"));
    Surroundings surroundings = new Surroundings(() -> tenants, () -> NOW);
    SigningKeys keys =
        new SigningKeys(
            KeyTimes.of(Duration.ofMinutes(15), Duration.ofHours(24)),
            () ->
                CompletableFuture.completedStage(
                    Minted.jwks(RSA, EC, ED).getBytes(StandardCharsets.UTF_8)),
            _ -> {},
            () -> 0);
    SignedTokens verifier =
        new SignedTokens(
            CORP, new Bearer.OfClaim("corp", "sub"), keys, Runnable::run, surroundings);
    return new CredentialChain(
            new CredentialChain.Means(false, List.of(verifier), false, true), surroundings)
        .examine(new Presented(List.of("Bearer " + token), List.of(), List.of()))
        .toCompletableFuture()
        .join();
  }
}
