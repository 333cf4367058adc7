package dev.stenogate.config;

import dev.stenogate.authentication.Authenticator;
import dev.stenogate.observability.AuditLog;
import dev.stenogate.observability.AuthenticationObservers;
import dev.stenogate.observability.DoorMetrics;
import dev.stenogate.rpc.Door;
import dev.stenogate.rpc.ServerTls;
import dev.stenogate.rpc.TlsFiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Puts together who may connect: TLS, bounds of connections, audit. */
@Singleton
class DoorWiring {
  /** How often the audit log says how much it left out. */
  private static final Duration LEFT_OUT_PERIOD = Duration.ofSeconds(10);

  @Produces
  @Singleton
  AuditLog auditLog(Vertx vertx) {
    AuditLog log = new AuditLog(Clock.systemUTC()::instant);
    vertx.setPeriodic(LEFT_OUT_PERIOD.toMillis(), _ -> log.tellLeftOut());
    return log;
  }

  /** Made at start, so that a port is never open on other terms than were meant. */
  @Produces
  @Singleton
  @Startup
  Door door(
      StenogateConfig config,
      Authenticator authenticator,
      AuditLog audit,
      MeterRegistry registry,
      Vertx vertx) {
    ServerSettings settings =
        ServerSettings.of(
            config.server(),
            key ->
                Optional.ofNullable(ConfigProvider.getConfig().getConfigValue(key).getRawValue()),
            LaunchMode.current() == LaunchMode.NORMAL);
    if (config.auth().certificates().enabled()) {
      settings.requireCallersCertificates();
    }
    DoorMetrics metrics = new DoorMetrics(registry);
    Door door =
        new Door(
            settings.tls().map(files -> tls(files, settings.reloadPeriod(), metrics, vertx)),
            settings.limits(),
            authenticator,
            new AuthenticationObservers(List.of(metrics, audit)),
            closing -> metrics.connectionClosed(closing.label()));
    metrics.watchConnections(door::openConnections);
    return door;
  }

  private static ServerTls tls(
      TlsFiles files, Duration reloadPeriod, DoorMetrics metrics, Vertx vertx) {
    ServerTls tls = read(files, metrics);
    metrics.watchExpiry(tls::expiry);
    vertx.setPeriodic(
        reloadPeriod.toMillis(),
        _ ->
            vertx.executeBlocking(
                () -> {
                  look(tls, metrics);
                  return null;
                }));
    return tls;
  }

  /** What could not be foreseen is a failed reload too; of its words some may be the key's. */
  private static void look(ServerTls tls, DoorMetrics metrics) {
    try {
      tls.look();
    } catch (RuntimeException e) {
      metrics.certificatesUnusable(e.getClass().getName());
    }
  }

  private static ServerTls read(TlsFiles files, DoorMetrics metrics) {
    try {
      return new ServerTls(
          files,
          new ServerTls.Observer() {
            @Override
            public void loaded(Instant expiry) {
              metrics.certificatesLoaded(expiry);
            }

            @Override
            public void unusable(String problem) {
              metrics.certificatesUnusable(problem);
            }
          });
    } catch (IllegalArgumentException e) {
      int colon = e.getMessage().indexOf(": ");
      throw new ConfigException(
          "stenogate.server.tls." + e.getMessage().substring(0, colon),
          e.getMessage().substring(colon + 2));
    }
  }
}
