package dev.stenogate.authentication;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Fetches a JWKS over HTTPS, without blocking and with a bound on everything. */
public final class HttpsKeys implements SigningKeys.Source {
  /** All of it, from the first packet to the last byte. */
  static final long TIMEOUT_MILLIS = 4_000;

  static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  /** A JWKS has a few kilobytes. */
  static final int BODY_BYTES_MAX = 256 * 1024;

  private static final int OK = 200;

  private final Vertx vertx;
  private final HttpClient client;
  private final Place place;

  /**
   * Where keys are.
   *
   * @param url https
   * @param trustedCaPem certificates to trust instead of the JDK's
   * @param tokenFile a bearer token to ask with, read at each fetch: it is rotated
   */
  public record Place(URI url, Optional<String> trustedCaPem, Optional<Path> tokenFile) {}

  /** Connects with the first fetch. */
  public HttpsKeys(Vertx vertx, Place place) {
    this.vertx = vertx;
    this.place = place;
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(true)
            .setKeepAlive(false)
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) TIMEOUT_MILLIS);
    place
        .trustedCaPem()
        .ifPresent(
            pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem))));
    this.client = vertx.createHttpClient(options);
  }

  @Override
  public CompletionStage<byte[]> fetch() {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    return token()
        .compose(token -> client.request(options(token)))
        .compose(
            request -> {
              sent.set(request);
              return request.send().compose(HttpsKeys::body);
            })
        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(
            _ -> {
              HttpClientRequest request = sent.get();
              if (request != null) {
                request.reset();
              }
            })
        .map(Buffer::getBytes)
        .toCompletionStage();
  }

  private Future<Optional<String>> token() {
    return place
        .tokenFile()
        .map(
            file ->
                vertx
                    .fileSystem()
                    .readFile(file.toString())
                    .map(content -> Optional.of(content.toString().strip())))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  private RequestOptions options(Optional<String> token) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(place.url().toString())
            .setFollowRedirects(false)
            .putHeader("accept", "application/json");
    token.ifPresent(text -> options.putHeader("authorization", "Bearer " + text));
    return options;
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != OK) {
      return Future.failedFuture(
          new IOException("HTTP %d (expected: 200)".formatted(response.statusCode())));
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > BODY_BYTES_MAX) {
            whole.tryFail(new IOException("over %d bytes".formatted(BODY_BYTES_MAX)));
          } else {
            body.appendBuffer(part);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    return whole.future();
  }
}
