package dev.stenogate.kubernetes;

import dev.stenogate.authentication.TokenReviewer;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Asks the API server about tokens. The client blocks, so each question has a virtual thread; how
 * many there are at one time is the asker's to bound.
 */
public final class TokenReviews implements TokenReviewer {
  private static final Logger LOG = Logger.getLogger(TokenReviews.class);
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 3_000;
  private static final long ANSWER_MILLIS_MAX = 4_000;

  private final KubernetesClient client;
  private final AtomicBoolean failing = new AtomicBoolean();

  private TokenReviews(KubernetesClient client) {
    this.client = client;
  }

  /** Nothing of a kubeconfig or of the environment counts. Connects with the first question. */
  public static TokenReviews of(ApiServer server) {
    Config config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(server.url().toString())
            .withCaCertFile(server.trustedCa().toString())
            .withOauthTokenProvider(() -> token(server.tokenFile()))
            .withConnectionTimeout(CONNECT_TIMEOUT_MILLIS)
            .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new TokenReviews(new KubernetesClientBuilder().withConfig(config).build());
  }

  @Override
  public CompletionStage<Review> review(String token, List<String> audiences) {
    CompletableFuture<Review> answer = new CompletableFuture<>();
    Thread.ofVirtual().name("token-review").start(() -> ask(token, audiences, answer));
    return answer.orTimeout(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
  }

  private void ask(String token, List<String> audiences, CompletableFuture<Review> answer) {
    try {
      TokenReview question =
          new TokenReviewBuilder()
              .withNewSpec()
              .withToken(token)
              .withAudiences(audiences)
              .endSpec()
              .build();
      answer.complete(review(client.tokenReviews().create(question).getStatus()));
      if (failing.compareAndSet(true, false)) {
        LOG.info("the API server reviews tokens again");
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      if (failing.compareAndSet(false, true)) {
        LOG.warnf("the API server does not review tokens: %s", what(e));
      }
    }
  }

  private static Review review(TokenReviewStatus status) {
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      return new Review(false, "", List.of());
    }
    String username = status.getUser() == null ? null : status.getUser().getUsername();
    List<String> audiences = status.getAudiences();
    return new Review(
        true, username == null ? "" : username, audiences == null ? List.of() : audiences);
  }

  /** By the status: other words could quote what was sent. */
  private static String what(RuntimeException e) {
    if (e instanceof KubernetesClientException client && client.getCode() > 0) {
      return "HTTP %d (expected: 201; system:auth-delegator allows it)".formatted(client.getCode());
    }
    return (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
