package dev.stenogate.config;

import dev.stenogate.admission.LocalQuotas;
import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.Quotas;
import dev.stenogate.cluster.SharedQuotas;
import dev.stenogate.routing.PartitionedSlots.Partition;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantDirectory;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Puts together who counts what tenants use: as slots are divided, so are limits. */
@Singleton
class QuotasWiring {
  private final SlotsWiring slots;
  private final TenantDirectory tenants;
  private final Vertx vertx;

  @Inject
  QuotasWiring(SlotsWiring slots, TenantDirectory tenants, Vertx vertx) {
    this.slots = slots;
    this.tenants = tenants;
    this.vertx = vertx;
  }

  /** Called once, before the first call comes. */
  Quotas start(Settings settings, QuotaObserver observer) {
    String hostName = System.getenv().getOrDefault("HOSTNAME", "");
    SlotSettings divided = settings.slots(hostName);
    Partition partition = divided.partition();
    QuotaShare share = new QuotaShare(partition.replicas(), partition.ordinal());
    return switch (divided.mode()) {
      case LOCAL ->
          new LocalQuotas(QuotaShare.WHOLE, this::newest, QuotasWiring::epochMicros, observer);
      case PARTITIONED -> new LocalQuotas(share, this::newest, QuotasWiring::epochMicros, observer);
      case REDIS ->
          SharedQuotas.by(
              slots.redis(),
              vertx,
              new SharedQuotas.Settings(
                  divided.replicaId(),
                  divided.keyPrefix(),
                  divided.leaseTime(),
                  share,
                  this::newest),
              new SecureRandom(),
              QuotasWiring::epochMicros,
              observer);
    };
  }

  private Tenant newest(Tenant tenant) {
    return tenants.get().named(tenant.name()).orElse(tenant);
  }

  private static long epochMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
