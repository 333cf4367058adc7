package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.cluster.RedisServer;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Leaf;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway and a Redis that asks for TLS and a password. */
class SharedSlotsIT {
  private static final String PASSWORD = "correct-horse";
  private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-Xmx128m");
  private static final Duration IN_TIME = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void joinsOverTlsWithAPasswordAndLeavesWhenItStops() throws Exception {
    var redisKeys = Authority.selfSigned(Leaf.localhost()).write(directory, "redis");
    String trusted = redisKeys.chain().toString();
    try (RedisServer server =
            RedisServer.start(
                directory,
                "--tls-port",
                "PORT",
                "--port",
                "0",
                "--tls-cert-file",
                trusted,
                "--tls-key-file",
                redisKeys.key().toString(),
                "--tls-auth-clients",
                "no",
                "--requirepass",
                PASSWORD);
        GatewayProcess gateway =
            GatewayProcess.start(
                JVM,
                config(
                    Map.of(
                        "quarkus.redis.hosts",
                        "rediss://localhost:" + server.port(),
                        "quarkus.redis.password",
                        PASSWORD,
                        "quarkus.redis.tls.enabled",
                        "true",
                        "quarkus.redis.tls.trust-certificate-pem",
                        "true",
                        "quarkus.redis.tls.trust-certificate-pem.certs",
                        trusted)))) {
      Vertx vertx = Vertx.vertx();
      Redis redis =
          Redis.createClient(
              vertx,
              new RedisOptions()
                  .setConnectionString("rediss://localhost:" + server.port())
                  .setPassword(PASSWORD)
                  .setNetClientOptions(
                      new NetClientOptions()
                          .setSsl(true)
                          .setHostnameVerificationAlgorithm("HTTPS")
                          .setTrustOptions(new PemTrustOptions().addCertPath(trusted))));
      awaitFields(redis, "pod-a/", "gpu-1 12 12 0 0");
      assertThat(gateway.management("/health/ready")).doesNotContain("Redis");

      gateway.process().destroy();
      assertThat(gateway.process().waitFor(30, TimeUnit.SECONDS)).isTrue();

      assertThat(fields(redis)).contains("clock").doesNotContain("pod-a");
      assertThat(gateway.log()).doesNotContain(PASSWORD);
      vertx.close();
    }
  }

  @Test
  void isReadyWithoutTheRedisThatItIsToldOf() {
    try (GatewayProcess gateway =
        GatewayProcess.start(
            JVM,
            config(
                Map.of("quarkus.redis.hosts", "redis://localhost:" + GatewayProcess.freePort())))) {
      assertThat(gateway.management("/health/ready")).contains("UP");
    }
  }

  private static Map<String, String> config(Map<String, String> more) {
    Map<String, String> config = new HashMap<>(more);
    config.put("stenogate.endpoints.gpu-1.vllm.url", "ws://localhost:1");
    config.put("stenogate.slots.mode", "redis");
    config.put("stenogate.slots.lease-time", "2s");
    config.put("stenogate.slots.replicas", "1");
    config.put("stenogate.slots.replica-id", "pod-a");
    return config;
  }

  private static void awaitFields(Redis redis, String... parts) throws Exception {
    long deadline = System.nanoTime() + IN_TIME.toNanos();
    while (!List.of(parts).stream().allMatch(fields(redis)::contains)) {
      assertThat(System.nanoTime() - deadline).as("not in time: %s", fields(redis)).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static String fields(Redis redis) throws Exception {
    return String.valueOf(
        redis
            .send(Request.cmd(Command.HGETALL).arg("{stenogate}:slots"))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS));
  }
}
