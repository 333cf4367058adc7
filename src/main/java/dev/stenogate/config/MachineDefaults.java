package dev.stenogate.config;

import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Defaults that depend on the machine: one event loop of the gRPC server for each core. Quarkus's
 * own default is one, and all sessions would share a core. Every other source of configuration wins
 * over it.
 */
public final class MachineDefaults implements ConfigSource {
  private static final String LOOPS = "quarkus.grpc.server.instances";

  /** Below the 250 of {@code application.properties}. */
  private static final int ORDINAL = 100;

  @Override
  public Set<String> getPropertyNames() {
    return Set.of(LOOPS);
  }

  @Override
  public String getValue(String name) {
    return LOOPS.equals(name) ? Integer.toString(Runtime.getRuntime().availableProcessors()) : null;
  }

  @Override
  public String getName() {
    return "machine";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }
}
