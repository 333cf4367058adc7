package dev.stenogate.e2e;

import static dev.stenogate.authentication.Minted.signed;
import static dev.stenogate.authentication.Minted.with;
import static dev.stenogate.authentication.Minted.without;

import dev.stenogate.authentication.IdentityServer;
import dev.stenogate.authentication.KeyText;
import dev.stenogate.authentication.Minted;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;

/** Every kind of credential, right and wrong, made afresh, and who knows of them. */
final class Credentials {
  static final String AUDIENCE = Minted.AUDIENCE;
  static final String AGENT = "system:serviceaccount:voice:agent";
  static final String CLUSTER = "https://kubernetes.default.svc";

  final PublicJsonWebKey rsa = Minted.rsa("rsa-1");
  final PublicJsonWebKey ec = Minted.ec("ec-1");
  private final SecureRandom random = new SecureRandom();
  private final KeyText good = KeyText.make(random);
  private final KeyText expired = KeyText.make(random);
  private final KeyText revoked = KeyText.make(random);
  private final KeyText suspended = KeyText.make(random);
  private final long now = Instant.now().getEpochSecond();

  /** The tenants' file that goes with them. */
  String tenants() {
    return """
        tenants:
          captions:
            identities:
              service-accounts: [voice/agent, batch/*]
              claims: [{issuer: corp, value: team-captions}]
          default: {}
          late: {suspended: true, identities: {claims: [{issuer: corp, value: team-late}]}}
        keys:
        """
        + key(good, "captions", "expires: 2099-01-01T00:00:00Z")
        + key(expired, "captions", "expires: 2020-01-01T00:00:00Z")
        + key(revoked, "captions", "revoked: true")
        + key(suspended, "late", "revoked: false");
  }

  private static String key(KeyText key, String tenant, String more) {
    return "  - {id: \"%s\", tenant: %s, sha256: \"%s\", %s}%n"
        .formatted(key.id(), tenant, key.sha256Hex(), more);
  }

  String goodKey() {
    return good.whole();
  }

  /** A token of the issuer, by any key. */
  String token(PublicJsonWebKey key, String algorithm) {
    return signed(claims(), key, algorithm);
  }

  /** Of a service account, which no issuer is asked about. */
  String accountToken(String subject) {
    return signed(account(subject), ec, "ES256");
  }

  /** The rows of the table. */
  Stream<Shown> all(IdentityServer identity) {
    List<Shown> rows = new ArrayList<>();
    keys(rows);
    tokens(rows);
    forged(rows);
    accounts(rows, identity);
    return rows.stream();
  }

  private void keys(List<Shown> rows) {
    String whole = good.whole();
    String guess = whole.substring(0, whole.length() - 4) + "AAAA";
    rows.add(Shown.refused("nothing", "CREDENTIALS_MISSING"));
    rows.add(Shown.admitted("a key", "authorization", "Bearer " + whole));
    rows.add(Shown.admitted("a key of its own header", "x-api-key", whole));
    rows.add(bearer("an expired key", "API_KEY_EXPIRED", expired.whole()));
    rows.add(bearer("a revoked key", "API_KEY_REVOKED", revoked.whole()));
    rows.add(bearer("an unknown key", "API_KEY_INVALID", KeyText.make(random).whole()));
    rows.add(bearer("a wrong secret", "API_KEY_INVALID", guess));
    rows.add(bearer("a truncated key", "API_KEY_INVALID", whole.substring(0, 40)));
    rows.add(
        Shown.forbidden(
            "a suspended tenant's key", "TENANT_SUSPENDED", "x-api-key", suspended.whole()));
    rows.add(
        Shown.refused(
            "two keys",
            "CREDENTIALS_AMBIGUOUS",
            "authorization",
            "Bearer " + whole,
            "x-api-key",
            KeyText.make(random).whole()));
    rows.add(
        Shown.refused(
            "a good key and a good token",
            "CREDENTIALS_AMBIGUOUS",
            "authorization",
            "Bearer " + whole,
            "authorization",
            "Bearer " + token(rsa, "RS256")));
    rows.add(
        Shown.refused(
            "a password",
            "CREDENTIALS_UNSUPPORTED",
            "authorization",
            "Basic dXNlcjpwYXNzd29yZA=="));
    rows.add(Shown.refused("a bare key", "CREDENTIALS_UNSUPPORTED", "authorization", whole));
  }

  private void tokens(List<Shown> rows) {
    Map<String, Object> claims = claims();
    rows.add(Shown.admitted("a token by RSA", "authorization", "Bearer " + token(rsa, "RS256")));
    rows.add(Shown.admitted("a token by PSS", "authorization", "Bearer " + token(rsa, "PS256")));
    rows.add(Shown.admitted("a token on a curve", "authorization", "Bearer " + token(ec, "ES256")));
    rows.add(bearer("an expired token", "TOKEN_EXPIRED", rs256(with(claims, "exp", now - 600))));
    rows.add(
        bearer(
            "a token of tomorrow",
            "TOKEN_NOT_YET_VALID",
            rs256(with(with(claims, "exp", now + 900), "nbf", now + 600))));
    rows.add(
        bearer("a token for another", "TOKEN_AUDIENCE", rs256(with(claims, "aud", "billing"))));
    rows.add(bearer("a token for nobody", "TOKEN_AUDIENCE", rs256(without(claims, "aud"))));
    rows.add(
        bearer(
            "a token of another issuer",
            "TOKEN_ISSUER_UNKNOWN",
            rs256(with(claims, "iss", "https://evil.example"))));
    rows.add(bearer("a token for ever", "TOKEN_INVALID", rs256(without(claims, "exp"))));
    rows.add(
        bearer(
            "a key that nobody has",
            "TOKEN_KEY_UNKNOWN",
            signed(claims, Minted.ec("nobodys"), "ES256")));
    rows.add(
        Shown.forbidden(
            "a token of no tenant",
            "TENANT_UNKNOWN",
            "authorization",
            "Bearer " + rs256(with(claims, "realm", Map.of("teams", List.of("x", "y"))))));
    rows.add(
        Shown.forbidden(
            "a token of a suspended tenant",
            "TENANT_SUSPENDED",
            "authorization",
            "Bearer " + rs256(with(claims, "realm", Map.of("teams", List.of("team-late"))))));
    rows.add(
        Shown.unavailable(
            "an issuer that never answers",
            "authorization",
            "Bearer " + rs256(with(claims, "iss", "https://away.example"))));
  }

  private void forged(List<Shown> rows) {
    Map<String, Object> claims = claims();
    String token = rs256(claims);
    String content = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    byte[] publicKey = rsa.getPublicKey().getEncoded();
    String none = base64("{\"alg\":\"none\",\"kid\":\"rsa-1\"}") + "." + content + ".";
    rows.add(bearer("alg none", "TOKEN_INVALID", none));
    rows.add(
        bearer(
            "HMAC with the public key",
            "TOKEN_INVALID",
            signed(claims, new HmacKey(publicKey), "rsa-1", "HS256")));
    rows.add(
        bearer(
            "RSA's key for a curve's signature",
            "TOKEN_KEY_UNKNOWN",
            signed(claims, ec.getPrivateKey(), "rsa-1", "ES256")));
    rows.add(
        bearer(
            "signed by a stranger", "TOKEN_INVALID", signed(claims, Minted.rsa("rsa-1"), "RS256")));
    rows.add(bearer("a truncated token", "TOKEN_INVALID", token.substring(0, token.length() - 30)));
    rows.add(
        bearer("no signature", "TOKEN_INVALID", token.substring(0, token.lastIndexOf('.') + 1)));
    rows.add(bearer("two parts", "TOKEN_INVALID", token.substring(0, token.lastIndexOf('.'))));
    rows.add(bearer("14 KB", "TOKEN_INVALID", "e".repeat(14_000) + "." + content + ".e"));
  }

  private void accounts(List<Shown> rows, IdentityServer identity) {
    String good = accountToken(AGENT);
    String batch = accountToken("system:serviceaccount:batch:nightly");
    String other = accountToken("system:serviceaccount:web:shop");
    String misnamed = accountToken("system:serviceaccount:voice:boss");
    identity.believe(good, new IdentityServer.Account(AGENT, List.of(AUDIENCE)));
    identity.believe(
        batch,
        new IdentityServer.Account("system:serviceaccount:batch:nightly", List.of(AUDIENCE)));
    identity.believe(
        other, new IdentityServer.Account("system:serviceaccount:web:shop", List.of(AUDIENCE)));
    identity.believe(misnamed, new IdentityServer.Account(AGENT, List.of(AUDIENCE)));
    Map<String, Object> account = account(AGENT);
    String elsewhere = signed(with(account, "jti", "1"), ec, "ES256");
    identity.believe(elsewhere, new IdentityServer.Account(AGENT, List.of("vault")));
    rows.add(Shown.admitted("a service account", "authorization", "Bearer " + good));
    rows.add(Shown.admitted("one of a namespace", "authorization", "Bearer " + batch));
    rows.add(
        Shown.forbidden(
            "a service account of no tenant",
            "TENANT_UNKNOWN",
            "authorization",
            "Bearer " + other));
    rows.add(bearer("an account that is another", "TOKEN_INVALID", misnamed));
    rows.add(bearer("an account that is not believed", "TOKEN_INVALID", elsewhere));
    rows.add(bearer("an account nobody knows", "TOKEN_INVALID", accountToken(AGENT + "-2")));
    rows.add(
        bearer(
            "an account for another audience",
            "TOKEN_AUDIENCE",
            signed(with(account, "aud", "vault"), ec, "ES256")));
    rows.add(
        bearer(
            "an expired account",
            "TOKEN_EXPIRED",
            signed(with(account, "exp", now - 600), ec, "ES256")));
  }

  private Map<String, Object> claims() {
    return with(
        Minted.claims(now), "realm", Map.of("teams", List.of("everybody", "team-captions")));
  }

  private Map<String, Object> account(String subject) {
    return with(with(Minted.claims(now), "iss", CLUSTER), "sub", subject);
  }

  private String rs256(Map<String, Object> claims) {
    return signed(claims, rsa, "RS256");
  }

  private static Shown bearer(String what, String reason, String credential) {
    return Shown.refused(what, reason, "authorization", "Bearer " + credential);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
