package dev.stenogate.upstream.sagemaker;

import java.nio.file.Path;
import java.util.Objects;

/** Where the keys that sign a call come from. */
public sealed interface SageMakerCredentials {
  /**
   * The chain of the SDK: environment, profile, EKS Pod Identity or ECS, instance. Web identity in
   * it does not work in a native executable (the chain finds no HTTP client for STS there): use
   * {@link WebIdentity}.
   */
  record DefaultChain() implements SageMakerCredentials {}

  /**
   * Fixed keys: for the local stack.
   *
   * @param sessionToken empty: none
   */
  record Static(String accessKeyId, String secretAccessKey, String sessionToken)
      implements SageMakerCredentials {
    /**
     * @throws IllegalArgumentException when a key is blank
     */
    public Static {
      Objects.requireNonNull(sessionToken, "sessionToken");
      if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
        throw new IllegalArgumentException(
            "accessKeyId, secretAccessKey: blank (expected: both, SageMaker takes no anonymous calls)");
      }
    }

    /** Names the key, never the secret. */
    @Override
    public String toString() {
      return "Static[" + accessKeyId + "]";
    }
  }

  /**
   * A role assumed with a token file, as EKS mounts it for a service account (IRSA).
   *
   * @param roleArn what the pod finds in {@code AWS_ROLE_ARN}
   * @param tokenFile what the pod finds in {@code AWS_WEB_IDENTITY_TOKEN_FILE}; read anew at each
   *     renewal
   * @param sessionName names the caller in CloudTrail; 2 to 64 characters
   */
  record WebIdentity(String roleArn, Path tokenFile, String sessionName)
      implements SageMakerCredentials {
    /**
     * @throws IllegalArgumentException when the role is no ARN or the name cannot be one
     */
    public WebIdentity {
      Objects.requireNonNull(tokenFile, "tokenFile");
      if (!roleArn.startsWith("arn:")) {
        throw new IllegalArgumentException("roleArn: '" + roleArn + "' (expected: arn:…)");
      }
      if (!sessionName.matches("[\\w+=,.@-]{2,64}")) {
        throw new IllegalArgumentException(
            "sessionName: '" + sessionName + "' (expected: 2 to 64 of [A-Za-z0-9_+=,.@-])");
      }
    }
  }
}
