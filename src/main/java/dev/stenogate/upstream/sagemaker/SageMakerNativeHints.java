package dev.stenogate.upstream.sagemaker;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the SDK looks up by name, and no jar of it declares for native executables (2.57.8):
 *
 * <ul>
 *   <li>{@code HttpAuthAwsEventStream}, without which no event stream can be signed;
 *   <li>{@code SSLEngine.getApplicationProtocol}, without which the SDK silently does no ALPN, and
 *       TLS to SageMaker fails while plaintext works.
 * </ul>
 */
@RegisterForReflection(
    fields = false,
    classNames = {
      "software.amazon.awssdk.http.auth.aws.eventstream.HttpAuthAwsEventStream",
      "javax.net.ssl.SSLEngine"
    })
final class SageMakerNativeHints {
  private SageMakerNativeHints() {}
}
