package dev.stenogate.config;

import dev.stenogate.observability.TenantsMetrics;
import dev.stenogate.tenant.TenantDirectory;
import dev.stenogate.tenant.Tenants;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Puts together which tenants there are, and keeps it as the files say. */
@Singleton
class DirectoryWiring {
  private static final Logger LOG = Logger.getLogger(DirectoryWiring.class);
  private static final Duration PERIOD_MIN = Duration.ofMillis(100);
  private static final Duration PERIOD_MAX = Duration.ofMinutes(10);

  @Produces
  @Singleton
  TenantDirectory tenants(StenogateConfig config, Vertx vertx, MeterRegistry registry) {
    TenantsConfig tenants = config.tenants();
    if (tenants.files().isEmpty()) {
      return new TenantDirectory(Tenants.NONE);
    }
    TenantFiles files =
        new TenantFiles(tenants.files().get(), pools(config), config.auth().anonymous());
    TenantDirectory directory = new TenantDirectory(first(files));
    TenantsMetrics metrics = new TenantsMetrics(registry, directory);
    Callable<TenantFiles.Look> look = files::look;
    vertx.setPeriodic(
        period(tenants.reloadPeriod()).toMillis(),
        _ -> vertx.executeBlocking(look).onSuccess(found -> take(found, directory, metrics)));
    return directory;
  }

  private static Tenants first(TenantFiles files) {
    try {
      return files.first();
    } catch (ConfigException e) {
      throw new ConfigException("stenogate.tenants.files", e.getMessage());
    }
  }

  private static void take(
      TenantFiles.Look found, TenantDirectory directory, TenantsMetrics metrics) {
    switch (found) {
      case TenantFiles.Look.Same(boolean current) -> metrics.current(current);
      case TenantFiles.Look.Changed(Tenants next) -> {
        directory.swap(next);
        metrics.reloaded();
        LOG.infof(
            "tenants reloaded tenants=%d keys=%d identities=%d",
            next.byName().size(), next.keys().size(), next.identities().size());
      }
      case TenantFiles.Look.Wrong(String problem) -> {
        metrics.failed();
        LOG.errorf("tenants not reloaded, what held goes on to hold: %s", problem);
      }
    }
  }

  private static Set<String> pools(StenogateConfig config) {
    return config.endpoints().values().stream()
        .map(StenogateConfig.Endpoint::pool)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Duration period(Duration period) {
    if (period.compareTo(PERIOD_MIN) < 0 || period.compareTo(PERIOD_MAX) > 0) {
      throw new ConfigException(
          "stenogate.tenants.reload-period",
          "%s (expected: %s..%s)".formatted(period, PERIOD_MIN, PERIOD_MAX));
    }
    return period;
  }
}
