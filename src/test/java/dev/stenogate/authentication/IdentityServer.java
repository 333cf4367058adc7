package dev.stenogate.authentication;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Stands in for who vouches for callers, over HTTPS: an issuer's JWKS, and Kubernetes's TokenReview
 * with the shape of {@code authentication.k8s.io/v1}. Can be slow, dead, and alive again.
 */
public final class IdentityServer implements AutoCloseable {
  private static final String JWKS = "/jwks";
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

  /** Whose a token is that the cluster believes. */
  public record Account(String username, List<String> audiences) {}

  private final Certified certificate = Authority.selfSigned(Leaf.localhost());
  private final String reviewerToken;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private final AtomicInteger reviews = new AtomicInteger();
  private volatile String jwks = "{\"keys\":[]}";
  private volatile Duration delay = Duration.ZERO;
  private HttpsServer server;
  private int port;

  private IdentityServer(String reviewerToken) {
    this.reviewerToken = reviewerToken;
  }

  /**
   * Starts it on a free port.
   *
   * @param reviewerToken who may ask for reviews, and for keys where it names itself
   */
  public static IdentityServer start(String reviewerToken) {
    IdentityServer started = new IdentityServer(reviewerToken);
    started.revive();
    return started;
  }

  public URI uri() {
    return URI.create("https://localhost:" + port);
  }

  public URI jwksUrl() {
    return uri().resolve(JWKS);
  }

  /** What callers must trust. */
  public String certificatePem() {
    return certificate.pem();
  }

  /** What it publishes from now on. */
  public void publish(String keys) {
    jwks = keys;
  }

  /** From now on the cluster believes that token. */
  public void believe(String token, Account account) {
    accounts.put(token, account);
  }

  /** Every answer takes so long from now on. */
  public void slow(Duration each) {
    delay = each;
  }

  public int keyFetches() {
    return keyFetches.get();
  }

  public int reviews() {
    return reviews.get();
  }

  /** Connections are refused from now on. */
  public void die() {
    server.stop(0);
  }

  /** Listens again, at the same port. */
  public void revive() {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(JWKS, this::keys);
    server.createContext(REVIEWS, this::review);
    server.start();
    port = server.getAddress().getPort();
  }

  @Override
  public void close() {
    die();
  }

  private SSLContext tls() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] password = new char[0];
      store.setKeyEntry(
          "identity",
          certificate.key(),
          password,
          certificate.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyFetches.incrementAndGet();
    String authorization = exchange.getRequestHeaders().getFirst("authorization");
    boolean isAllowed = authorization == null || authorization.equals("Bearer " + reviewerToken);
    answer(exchange, isAllowed ? 200 : 401, isAllowed ? jwks : "{}");
  }

  private void review(HttpExchange exchange) throws IOException {
    reviews.incrementAndGet();
    String authorization = exchange.getRequestHeaders().getFirst("authorization");
    if (!("Bearer " + reviewerToken).equals(authorization)) {
      answer(exchange, 401, "{\"kind\":\"Status\",\"code\":401}");
      return;
    }
    JsonObject spec =
        new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
            .getJsonObject("spec");
    answer(exchange, 201, reviewed(spec).encode());
  }

  /** As the API server: an audience that the token has not makes it unauthenticated. */
  private JsonObject reviewed(JsonObject spec) {
    Account account = accounts.get(spec.getString("token"));
    JsonArray common = new JsonArray();
    for (Object audience : spec.getJsonArray("audiences", new JsonArray())) {
      if (account != null && account.audiences().contains(audience.toString())) {
        common.add(audience);
      }
    }
    JsonObject status = new JsonObject();
    if (account == null || common.isEmpty()) {
      status.put("error", "invalid bearer token");
    } else {
      status
          .put("authenticated", true)
          .put("user", new JsonObject().put("username", account.username()))
          .put("audiences", common);
    }
    return new JsonObject()
        .put("apiVersion", "authentication.k8s.io/v1")
        .put("kind", "TokenReview")
        .put("metadata", new JsonObject())
        .put("spec", spec)
        .put("status", status);
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      LockSupport.parkNanos(delay.toNanos());
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
