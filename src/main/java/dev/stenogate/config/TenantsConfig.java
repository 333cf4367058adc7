package dev.stenogate.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tenants, their limits and keys: {@code stenogate.tenants}. */
public interface TenantsConfig {
  /** YAML files, or directories of such, as mounted Secrets are. Read again when they change. */
  Optional<List<Path>> files();

  /** Between two looks at the files. */
  @WithDefault("2s")
  Duration reloadPeriod();
}
