package dev.stenogate.config;

import io.smallrye.config.WithDefault;

/** The gRPC port's TLS and connections: {@code stenogate.server}. */
public interface ServerConfig {
  /** Whether the port speaks plaintext, where something else sees to privacy. */
  @WithDefault("false")
  boolean plaintext();
}
