package dev.stenogate.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which credential decides. */
class CredentialChainTest {
  private static final long NOW = 1_800_000_000L;
  private static final KeyText KEY = KeyText.make(new Random(1));
  private static final KeyText OTHER = KeyText.make(new Random(2));
  private static final Tenants TENANTS =
      new Tenants(
          Map.of("captions", new Tenant("captions", 1)),
          Map.of(
              KEY.id(), new ApiKey(KEY.id(), "captions", KEY.sha256Hex(), Credential.NEVER, false)),
          Map.of(),
          Set.of());

  @Test
  void aKeyComesInEitherHeaderOrInBoth() {
    assertThat(examine(List.of("Bearer " + KEY.whole()), List.of())).isNull();
    assertThat(examine(List.of("bEARER   " + KEY.whole() + " "), List.of())).isNull();
    assertThat(examine(List.of(), List.of(KEY.whole()))).isNull();
    assertThat(examine(List.of("Bearer " + KEY.whole()), List.of(KEY.whole()))).isNull();
  }

  @Test
  void twoDifferentCredentialsAreNone() {
    assertThat(examine(List.of("Bearer " + KEY.whole()), List.of(OTHER.whole())))
        .isEqualTo(Denial.CREDENTIALS_AMBIGUOUS);
    assertThat(examine(List.of("Bearer " + KEY.whole(), "Bearer a.b.c"), List.of()))
        .isEqualTo(Denial.CREDENTIALS_AMBIGUOUS);
    assertThat(examine(List.of(), List.of(KEY.whole(), OTHER.whole())))
        .isEqualTo(Denial.CREDENTIALS_AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearer", "", "Digest x", "sg_x", "Bearerx y"})
  void aSchemeThatIsNotServedIsRefusedEvenWhereNobodyNeedsACredential(String authorization) {
    Denial denial =
        denial(
            new CredentialChain.Means(true, List.of(), true, true),
            List.of(authorization),
            List.of());
    assertThat(denial).isEqualTo(Denial.CREDENTIALS_UNSUPPORTED);
  }

  @Test
  void aWrongKeyIsNotAnonymous() {
    Denial denial =
        denial(
            new CredentialChain.Means(true, List.of(), true, true), List.of(), List.of("sg_wrong"));
    assertThat(denial).isEqualTo(Denial.API_KEY_INVALID);
  }

  @Test
  void aKindThatIsNotConfiguredIsNotAnonymousEither() {
    CredentialChain.Means none = new CredentialChain.Means(false, List.of(), false, true);
    assertThat(denial(none, List.of(), List.of(KEY.whole())))
        .isEqualTo(Denial.CREDENTIALS_UNSUPPORTED);
    assertThat(denial(none, List.of("Bearer a.b.c"), List.of()))
        .isEqualTo(Denial.CREDENTIALS_UNSUPPORTED);
    assertThat(denial(none, List.of(), List.of())).isNull();
  }

  @Test
  void withoutACredentialOneIsAskedFor() {
    assertThat(examine(List.of(), List.of())).isEqualTo(Denial.CREDENTIALS_MISSING);
  }

  @Test
  void aDefectLetsNobodyIn() {
    TokenVerifier broken =
        new TokenVerifier() {
          @Override
          public Optional<String> issuer() {
            throw new IllegalStateException("defect");
          }

          @Override
          public CompletionStage<Verdict> verify(Token token) {
            return CompletableFuture.failedStage(new IllegalStateException("defect"));
          }
        };
    String token = Minted.signed(Minted.claims(NOW), Minted.ec("k"), "ES256");
    CredentialChain.Means means = new CredentialChain.Means(true, List.of(broken), false, true);

    assertThat(denial(means, List.of("Bearer " + token), List.of()))
        .isEqualTo(Denial.AUTHENTICATION_UNAVAILABLE);
  }

  private static Denial examine(List<String> authorization, List<String> apiKey) {
    return denial(
        new CredentialChain.Means(true, List.of(new Nobodys()), false, false),
        authorization,
        apiKey);
  }

  /** Null: it was let in. */
  private static Denial denial(
      CredentialChain.Means means, List<String> authorization, List<String> apiKey) {
    Verdict verdict =
        new CredentialChain(means, new Surroundings(() -> TENANTS, () -> NOW))
            .examine(new Presented(authorization, apiKey, List.of()))
            .toCompletableFuture()
            .join();
    return switch (verdict) {
      case Verdict.Admitted _ -> null;
      case Verdict.Refused refused -> refused.denial();
    };
  }

  private record Nobodys() implements TokenVerifier {
    @Override
    public Optional<String> issuer() {
      return Optional.of("nobody");
    }

    @Override
    public CompletionStage<Verdict> verify(Token token) {
      throw new AssertionError("asked");
    }
  }
}
