package dev.stenogate.config;

import dev.stenogate.authentication.Authenticator;
import dev.stenogate.authentication.CredentialChain;
import dev.stenogate.authentication.HttpsKeys;
import dev.stenogate.authentication.ReviewedTokens;
import dev.stenogate.authentication.SignedTokens;
import dev.stenogate.authentication.SigningKeys;
import dev.stenogate.authentication.Surroundings;
import dev.stenogate.authentication.TokenVerifier;
import dev.stenogate.kubernetes.TokenReviews;
import dev.stenogate.tenant.TenantDirectory;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Puts together who may call. */
@Singleton
class TenantsWiring {
  /** Between two looks whether an issuer's keys are to be fetched. */
  private static final long KEYS_TICK_MILLIS = 1_000;

  /** Tokens that wait to be verified: a second's work. */
  private static final int TOKENS_WAITING_MAX = 500;

  private static final long WORKER_IDLE_SECONDS = 60;

  /** Made at start, so that a wrong configuration is refused before the first call. */
  @Produces
  @Singleton
  @Startup
  Authenticator authenticator(StenogateConfig config, TenantDirectory tenants, Vertx vertx) {
    AuthSettings settings = settings(config);
    Surroundings surroundings = new Surroundings(tenants, TenantsWiring::nowSeconds);
    List<TokenVerifier> tokens = new ArrayList<>();
    Executor workers = workers();
    for (AuthSettings.Published published : settings.published()) {
      tokens.add(signed(published, vertx, workers, surroundings));
    }
    settings
        .reviewed()
        .ifPresent(
            it ->
                tokens.add(
                    new ReviewedTokens(it.issuer(), TokenReviews.of(it.server()), surroundings)));
    return new CredentialChain(
        new CredentialChain.Means(
            settings.apiKeys(), tokens, settings.certificates(), settings.anonymous()),
        surroundings);
  }

  /** Who may call, validated. */
  static AuthSettings settings(StenogateConfig config) {
    return AuthSettings.of(
        config.auth(), config.tenants().files().isPresent(), LaunchMode.current().isDevOrTest());
  }

  private static TokenVerifier signed(
      AuthSettings.Published published, Vertx vertx, Executor workers, Surroundings surroundings) {
    SigningKeys keys =
        new SigningKeys(
            published.times(),
            new HttpsKeys(vertx, published.place()),
            new KeysLog(published.issuer().name()),
            System::nanoTime);
    keys.tick(); // The first call shall find them.
    vertx.setPeriodic(KEYS_TICK_MILLIS, _ -> keys.tick());
    return new SignedTokens(published.issuer(), published.bearer(), keys, workers, surroundings);
  }

  /** Half of the processors at most: the other half goes on to carry audio. */
  private static Executor workers() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            WORKER_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(TOKENS_WAITING_MAX),
            Thread.ofPlatform().daemon().name("token-verifier-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  private static long nowSeconds() {
    return System.currentTimeMillis() / 1_000;
  }
}
