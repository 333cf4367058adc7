package dev.stenogate.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewSpec;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the client writes and reads as JSON, for native executables. */
@RegisterForReflection(
    targets = {
      ObjectMeta.class,
      Status.class,
      TokenReview.class,
      TokenReviewSpec.class,
      TokenReviewStatus.class,
      UserInfo.class
    })
final class KubernetesNativeHints {
  private KubernetesNativeHints() {}
}
