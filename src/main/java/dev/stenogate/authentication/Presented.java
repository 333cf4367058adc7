package dev.stenogate.authentication;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What came with a call. Not kept.
 *
 * @param authorization all values of that header; usually one
 * @param apiKey all values of {@code x-api-key}
 * @param certificates the client's chain, verified by TLS, its own first; empty without
 */
public record Presented(
    List<String> authorization, List<String> apiKey, List<X509Certificate> certificates) {
  public Presented {
    authorization = List.copyOf(authorization);
    apiKey = List.copyOf(apiKey);
    certificates = List.copyOf(certificates);
  }

  /** Headers are secrets. */
  @Override
  public String toString() {
    return "Presented[authorization=%d, apiKey=%d, certificates=%d]"
        .formatted(authorization.size(), apiKey.size(), certificates.size());
  }
}
