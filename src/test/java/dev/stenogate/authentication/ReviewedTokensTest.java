package dev.stenogate.authentication;

import static dev.stenogate.authentication.Minted.claims;
import static dev.stenogate.authentication.Minted.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.authentication.TokenReviewer.Review;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

class ReviewedTokensTest {
  private static final PublicJsonWebKey KEY = Minted.ec("cluster");
  private static final String AGENT = "system:serviceaccount:voice:agent";
  private static final Review GOOD = new Review(true, AGENT, List.of(Minted.AUDIENCE));

  private final List<CompletableFuture<Review>> asked = new ArrayList<>();
  private long nowSeconds = Minted.NOW;
  private final Authenticator chain = chain();

  @Test
  void aServiceAccountIsItsTenants() {
    CompletableFuture<Verdict> verdict = examine(AGENT);
    asked.getFirst().complete(GOOD);

    assertThat(verdict.join())
        .isInstanceOfSatisfying(
            Verdict.Admitted.class,
            admitted ->
                assertThat(admitted.caller().credential())
                    .isEqualTo(
                        new Credential(
                            Credential.Kind.SERVICE_ACCOUNT,
                            "voice/agent",
                            Minted.NOW + 300,
                            new Identity.ServiceAccount("voice", "agent"))));
  }

  @Test
  void aWholeNamespaceCanBeATenants() {
    String subject = "system:serviceaccount:captions:any.one";
    CompletableFuture<Verdict> verdict = examine(subject);
    asked.getFirst().complete(new Review(true, subject, List.of(Minted.AUDIENCE)));

    assertThat(verdict.join()).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void theSameTokenIsAskedAboutOnceAMinute() {
    String token = token(AGENT);
    List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      verdicts.add(examineToken(token));
    }
    asked.getFirst().complete(GOOD);
    nowSeconds += 59;
    verdicts.add(examineToken(token));
    assertThat(asked).hasSize(1);
    assertThat(verdicts).allMatch(v -> v.join() instanceof Verdict.Admitted);

    nowSeconds += 1;
    ask(examineToken(token));
    assertThat(asked).hasSize(2);
  }

  @Test
  void aRefusalIsRememberedForTenSeconds() {
    String token = token(AGENT);
    ask(examineToken(token));
    asked.getFirst().complete(new Review(false, "", List.of()));
    nowSeconds += 9;
    assertDenied(examineToken(token), Denial.TOKEN_INVALID);
    assertThat(asked).hasSize(1);
    nowSeconds += 1;
    ask(examineToken(token));
    assertThat(asked).hasSize(2);
  }

  @Test
  void anAnswerThatDoesNotKnowAudiencesIsNotEnough() {
    CompletableFuture<Verdict> verdict = examine(AGENT);
    asked.getFirst().complete(new Review(true, AGENT, List.of()));

    assertDenied(verdict, Denial.TOKEN_AUDIENCE);
  }

  @Test
  void anAnswerAboutSomebodyElseIsNotEnough() {
    CompletableFuture<Verdict> verdict = examine(AGENT);
    asked
        .getFirst()
        .complete(new Review(true, "system:serviceaccount:captions:x", List.of(Minted.AUDIENCE)));

    assertDenied(verdict, Denial.TOKEN_INVALID);
  }

  @Test
  void whatCanBeSeenIsNotAskedAbout() {
    Map<String, Object> good = with(claims(Minted.NOW), "sub", AGENT);
    assertDenied(examineToken(es256(with(good, "aud", "x"))), Denial.TOKEN_AUDIENCE);
    assertDenied(examineToken(es256(with(good, "exp", Minted.NOW - 60))), Denial.TOKEN_EXPIRED);
    assertDenied(
        examineToken(es256(with(good, "nbf", Minted.NOW + 60))), Denial.TOKEN_NOT_YET_VALID);
    assertDenied(examineToken("a.b.c"), Denial.TOKEN_INVALID);

    assertThat(asked).isEmpty();
  }

  @Test
  void aUserIsNoServiceAccount() {
    CompletableFuture<Verdict> verdict = examine("system:admin");
    asked.getFirst().complete(new Review(true, "system:admin", List.of(Minted.AUDIENCE)));

    assertDenied(verdict, Denial.TENANT_UNKNOWN);
  }

  @Test
  void withoutAnAnswerNothingCanBeSaidAndNothingIsRemembered() {
    String token = token(AGENT);
    CompletableFuture<Verdict> verdict = examineToken(token);
    asked.getFirst().completeExceptionally(new IOException("away"));
    assertDenied(verdict, Denial.AUTHENTICATION_UNAVAILABLE);

    CompletableFuture<Verdict> again = examineToken(token);
    asked.get(1).complete(GOOD);
    assertThat(again.join()).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void questionsUnderWayAreBounded() {
    for (int i = 0; i < ReviewedTokens.UNDER_WAY_MAX; i++) {
      ask(examine("system:serviceaccount:voice:agent-" + i));
    }
    assertThat(asked).hasSize(ReviewedTokens.UNDER_WAY_MAX);
    assertDenied(examine(AGENT), Denial.AUTHENTICATION_UNAVAILABLE);
    assertThat(asked).hasSize(ReviewedTokens.UNDER_WAY_MAX);

    asked.forEach(answer -> answer.complete(new Review(false, "", List.of())));
    ask(examine(AGENT));
    asked.getLast().complete(GOOD);
    assertThat(asked).hasSize(ReviewedTokens.UNDER_WAY_MAX + 1);
  }

  @Test
  void strangersCannotMakeItForgetWhoIsKnown() {
    ReviewMemory memory = new ReviewMemory();
    memory.keep("known", GOOD, Minted.NOW + 300, Minted.NOW);
    for (int i = 0; i < 2 * ReviewMemory.ENTRIES_MAX; i++) {
      memory.keep("s" + i, new Review(false, "", List.of()), Minted.NOW + 300, Minted.NOW);
    }

    assertThat(memory.of("known", Minted.NOW)).contains(GOOD);
    assertThat(memory.of("s0", Minted.NOW)).isEmpty();
  }

  /** Nobody waits for the verdict. */
  private static void ask(CompletableFuture<Verdict> verdict) {
    assertThat(verdict).isNotNull();
  }

  private CompletableFuture<Verdict> examine(String subject) {
    return examineToken(token(subject));
  }

  private CompletableFuture<Verdict> examineToken(String token) {
    return chain
        .examine(new Presented(List.of("bearer  " + token), List.of(), List.of()))
        .toCompletableFuture();
  }

  private static String token(String subject) {
    return es256(with(claims(Minted.NOW), "sub", subject));
  }

  private static String es256(Map<String, Object> claims) {
    return Minted.signed(claims, KEY, "ES256");
  }

  private static void assertDenied(CompletableFuture<Verdict> verdict, Denial denial) {
    assertThat(verdict)
        .isCompletedWithValueMatching(
            v -> v instanceof Verdict.Refused refused && refused.denial() == denial);
  }

  private Authenticator chain() {
    Tenants tenants =
        new Tenants(
            Map.of("captions", new Tenant("captions", 1)),
            Map.of(),
            Map.of(
                new Identity.ServiceAccount("voice", "agent"),
                "captions",
                new Identity.ServiceAccount("captions", "*"),
                "captions"),
            Set.of());
    Surroundings surroundings = new Surroundings(() -> tenants, () -> nowSeconds);
    JwtIssuer cluster =
        new JwtIssuer("kubernetes", "", List.of(Minted.AUDIENCE), JwtIssuer.ALGORITHMS, 30);
    TokenReviewer reviewer =
        (_, _) -> {
          CompletableFuture<Review> answer = new CompletableFuture<>();
          asked.add(answer);
          return answer;
        };
    return new CredentialChain(
        new CredentialChain.Means(
            true, List.of(new ReviewedTokens(cluster, reviewer, surroundings)), true, true),
        surroundings);
  }
}
