package dev.stenogate.config;

import dev.stenogate.cluster.SharedSlots;
import dev.stenogate.routing.Holdings;
import dev.stenogate.routing.LocalSlots;
import dev.stenogate.routing.PartitionedSlots;
import dev.stenogate.routing.SlotObserver;
import dev.stenogate.routing.SlotRights;
import io.quarkus.arc.InactiveBeanException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Puts the division of slots together, as the mode says. */
@Singleton
class SlotsWiring {
  private static final long ESTIMATE_MILLIS = 1_000;

  private final Instance<Redis> redis;
  private final Vertx vertx;
  private volatile SlotRights rights = new LocalSlots();

  @Inject
  SlotsWiring(Instance<Redis> redis, Vertx vertx) {
    this.redis = redis;
    this.vertx = vertx;
  }

  /** Called once, before the first call comes. */
  SlotRights start(Settings settings, Holdings holdings, SlotObserver observer) {
    String hostName = System.getenv().getOrDefault("HOSTNAME", "");
    rights = rights(settings.slots(hostName), observer);
    rights.start(holdings);
    return rights;
  }

  /** Whether it is settled what this replica may hold, be it nothing. */
  boolean knowsItsSlots() {
    return rights.standing() != SlotRights.Standing.JOINING;
  }

  /** Called when the last call has ended, while Redis can still be reached. */
  void stop() {
    rights.close();
  }

  private SlotRights rights(SlotSettings slots, SlotObserver observer) {
    return switch (slots.mode()) {
      case LOCAL -> new LocalSlots();
      case PARTITIONED ->
          new PartitionedSlots(
              slots::partition, task -> vertx.setPeriodic(ESTIMATE_MILLIS, _ -> task.run()));
      case REDIS ->
          SharedSlots.by(
              redis(),
              vertx,
              new SharedSlots.Settings(
                  slots.replicaId(), slots.keyPrefix(), slots.leaseTime(), slots::partition),
              new SecureRandom(),
              observer);
    };
  }

  /** The client that slots and quotas share. */
  Redis redis() {
    Config config = ConfigProvider.getConfig();
    boolean known =
        config.getOptionalValue("quarkus.redis.hosts", String.class).isPresent()
            || config
                .getOptionalValue("quarkus.redis.hosts-provider-name", String.class)
                .isPresent();
    if (!known) { // Quarkus says so only when the client is first used, and again each time.
      throw new ConfigException(
          "quarkus.redis.hosts", "not set (expected: such as redis://host:6379)");
    }
    try {
      return redis.get();
    } catch (InactiveBeanException e) {
      throw new ConfigException(
          "quarkus.redis.hosts", "not set (expected: such as redis://host:6379)");
    }
  }
}
