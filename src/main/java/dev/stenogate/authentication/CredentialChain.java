package dev.stenogate.authentication;

import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Looks for a credential: in the headers, then the client's certificate, then nothing. The first
 * that is there decides: one that is refused never falls through to the next.
 */
public final class CredentialChain implements Authenticator {
  private static final Logger LOG = Logger.getLogger(CredentialChain.class);

  /**
   * Who is asked for.
   *
   * @param apiKeys whether keys are taken
   * @param tokens who verifies tokens; empty: none are taken
   * @param certificates whether those of clients are looked at
   * @param anonymous whether calls without a credential are taken
   */
  public record Means(
      boolean apiKeys, List<TokenVerifier> tokens, boolean certificates, boolean anonymous) {
    public Means {
      tokens = List.copyOf(tokens);
    }

    private String expected() {
      List<String> kinds = new ArrayList<>();
      if (apiKeys) {
        kinds.add("authorization: Bearer sg_…, or x-api-key");
      }
      if (!tokens.isEmpty()) {
        kinds.add("authorization: Bearer with a token");
      }
      if (certificates) {
        kinds.add("a client certificate");
      }
      return kinds.isEmpty() ? "none" : String.join("; ", kinds);
    }
  }

  private final Means means;
  private final Tokens tokens;
  private final Surroundings surroundings;

  public CredentialChain(Means means, Surroundings surroundings) {
    this.means = means;
    this.tokens = new Tokens(means.tokens());
    this.surroundings = surroundings;
  }

  @Override
  public CompletionStage<Verdict> examine(Presented presented) {
    try {
      return decide(presented).exceptionally(CredentialChain::refused);
    } catch (RuntimeException e) {
      return CompletableFuture.completedStage(refused(e));
    }
  }

  private CompletionStage<Verdict> decide(Presented presented) {
    return switch (Shown.in(presented)) {
      case Shown.Key key -> {
        require(means.apiKeys(), "an API key");
        yield done(ApiKeys.verdict(key.text(), tenants(), surroundings.now()));
      }
      case Shown.BearerToken token -> {
        require(!means.tokens().isEmpty(), "a token");
        yield tokens.verify(token.text());
      }
      case Shown.Nothing _ -> done(withoutHeader(presented.certificates()));
    };
  }

  private Verdict withoutHeader(List<X509Certificate> certificates) {
    if (means.certificates() && !certificates.isEmpty()) {
      return Certificates.verdict(certificates.getFirst(), tenants(), surroundings.now());
    }
    if (means.anonymous()) {
      Optional<Tenant> named = tenants().named(Tenant.DEFAULT.name());
      return Ownership.verdict(
          Optional.of(named.orElse(Tenant.DEFAULT)), Credential.NONE, tenants(), () -> "anonymous");
    }
    throw new Denied(
        Denial.CREDENTIALS_MISSING,
        "credentials: none (expected: %s)".formatted(means.expected()),
        "");
  }

  private void require(boolean taken, String what) {
    if (!taken) {
      throw new Denied(
          Denial.CREDENTIALS_UNSUPPORTED,
          "credentials: %s (expected: %s)".formatted(what, means.expected()),
          "");
    }
  }

  private Tenants tenants() {
    return surroundings.tenants().get();
  }

  private static CompletionStage<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedStage(verdict);
  }

  private static Verdict refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Denied denied) {
      return denied.verdict();
    }
    // By its type alone: what is wrong may be quoted from a credential.
    LOG.errorf(
        "authentication failed by a defect: %s at %s", cause.getClass().getName(), at(cause));
    return new Verdict.Refused(
        Denial.AUTHENTICATION_UNAVAILABLE,
        "authentication: failed by itself (expected: a verdict)",
        "");
  }

  private static String at(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }
}
