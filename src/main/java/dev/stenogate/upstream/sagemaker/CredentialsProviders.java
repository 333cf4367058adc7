package dev.stenogate.upstream.sagemaker;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;

/** Turns settings into what the SDK signs with. */
final class CredentialsProviders {
  private CredentialsProviders() {}

  static AwsCredentialsProvider of(SageMakerSettings settings) {
    return switch (settings.credentials()) {
      case SageMakerCredentials.DefaultChain() -> DefaultCredentialsProvider.builder().build();
      case SageMakerCredentials.Static keys -> fixed(keys);
      case SageMakerCredentials.WebIdentity identity -> assumed(settings.region(), identity);
    };
  }

  private static AwsCredentialsProvider fixed(SageMakerCredentials.Static keys) {
    return StaticCredentialsProvider.create(
        keys.sessionToken().isEmpty()
            ? AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey())
            : AwsSessionCredentials.create(
                keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken()));
  }

  /**
   * The HTTP client is named, not found by a service loader: a native executable has no entry for
   * it. The call is anonymous: the token in the file is the proof.
   */
  private static AwsCredentialsProvider assumed(
      String region, SageMakerCredentials.WebIdentity identity) {
    StsClient sts =
        StsClient.builder()
            .region(Region.of(region))
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    return StsWebIdentityTokenFileCredentialsProvider.builder()
        .stsClient(sts)
        .roleArn(identity.roleArn())
        .webIdentityTokenFile(identity.tokenFile())
        .roleSessionName(identity.sessionName())
        // Renewed in the background: no link waits for STS but the first.
        .asyncCredentialUpdateEnabled(true)
        .build();
  }
}
