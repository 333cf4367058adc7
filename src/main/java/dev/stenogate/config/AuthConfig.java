package dev.stenogate.config;

import io.smallrye.config.WithDefault;

/** Who may call, and how it is known: {@code stenogate.auth}. */
public interface AuthConfig {
  /** Whether calls without a credential are taken, as of one tenant. */
  @WithDefault("false")
  boolean anonymous();
}
