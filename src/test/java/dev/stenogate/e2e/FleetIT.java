package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.stenogate.cluster.RedisServer;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas, three endpoints over TLS, a Redis, and twice as many callers as slots. Redis is
 * killed with all it knew and comes back; a replica is killed and comes back. The endpoints
 * themselves never count a session above their caps.
 */
class FleetIT {
  private static final long SEED = 20_261_123;
  private static final int CALLERS = 40;
  private static final Map<String, Integer> CAPS =
      new TreeMap<>(Map.of("gpu-1", 4, "gpu-2", 8, "gpu-3", 8));
  private static final int SLOTS = 20;
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int CHUNK_BYTES = 2_560; // 80 ms, sent each 40 ms

  @TempDir Path directory;

  private final AtomicReferenceArray<GatewayProcess> replicas = new AtomicReferenceArray<>(2);
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger other = new AtomicInteger();
  private final Map<String, Integer> endings = new ConcurrentHashMap<>();
  private volatile boolean over;

  @Test
  void capsHoldOverReplicasWhileRedisAndAReplicaAreKilledAndComeBack() throws Exception {
    LocalStack.Options options =
        LocalStack.Options.of(CAPS.size(), new ScriptedRecogniser(), EngineProfile.named("h100"));
    try (RedisServer redis = RedisServer.start(directory);
        LocalStack stack = LocalStack.start(options)) {
      replicas.set(0, GatewayProcess.start(List.of(), config(stack, redis, "pod-a")));
      replicas.set(1, GatewayProcess.start(List.of(), config(stack, redis, "pod-b")));
      List<Thread> callers = List.of();
      try {
        Eventually.holds("all slots are somebody's", () -> allowed(0) + allowed(1) == SLOTS);
        callers = begin();

        Eventually.holds("every endpoint is full", () -> isFull(stack));
        Eventually.holds("calls are served", () -> served.get() >= 20);
        int before = served.get();

        redis.kill();
        Eventually.holds("both replicas know that Redis is lost", () -> lost(0) && lost(1));
        int alone = served.get();
        Eventually.holds("calls are served without Redis", () -> served.get() >= alone + 20);
        assertThat(allowed(0) + allowed(1)).isLessThanOrEqualTo(SLOTS);
        redis.again();
        Eventually.holds("slots move again", () -> isShared(0) && isShared(1));

        long killed = System.nanoTime();
        replicas.get(0).process().destroyForcibly().waitFor();
        Eventually.holds("its slots are the other's", () -> allowed(1) == SLOTS);
        long usableMillis = (System.nanoTime() - killed) / 1_000_000;
        Eventually.holds("every endpoint is full", () -> isFull(stack));
        replicas.set(0, replicas.get(0).again());
        int back = served.get();
        Eventually.holds("calls are served by both", () -> served.get() >= back + 20);
        Eventually.holds("the replica that came back has slots", () -> allowed(0) > 0);

        System.out.printf(
            "%d calls served, %d not; %d before Redis was lost; slots of a killed replica were"
                + " usable after %d ms (lease %d ms)%n",
            served.get(), other.get(), before, usableMillis, LEASE.toMillis());
        System.out.println(new TreeMap<>(endings));
        assertThat(usableMillis).isLessThan(LEASE.toMillis() + 2_000);
      } finally {
        over = true;
        for (Thread caller : callers) {
          caller.join();
        }
        CAPS.forEach((name, cap) -> print(stack, name, cap));
      }
      CAPS.forEach(
          (name, cap) ->
              assertThat(stack.model(name).counters().connectionsMost()).as(name).isEqualTo(cap));
      Eventually.holds("every slot is free", () -> held(0) + held(1) == 0 && open(stack) == 0);
      assertThat(replicas.get(0).log() + replicas.get(1).log()).doesNotContain("defect id=");
    } finally {
      replicas.get(0).close();
      replicas.get(1).close();
    }
  }

  private static Map<String, String> config(LocalStack stack, RedisServer redis, String name) {
    Map<String, String> config = stack.gatewayConfig();
    CAPS.forEach(
        (endpoint, cap) ->
            config.put("stenogate.endpoints." + endpoint + ".sessions-max", Integer.toString(cap)));
    config.put("quarkus.redis.hosts", "redis://127.0.0.1:" + redis.port());
    config.put("stenogate.slots.mode", "redis");
    config.put("stenogate.slots.lease-time", LEASE.toString());
    config.put("stenogate.slots.replicas", "2");
    config.put("stenogate.slots.replica-id", name);
    return config;
  }

  private List<Thread> begin() {
    Random seeds = new Random(SEED);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Random chance = new Random(seeds.nextLong());
      threads.add(Thread.ofVirtual().start(() -> comeAndGo(chance)));
    }
    return threads;
  }

  /** One caller: a call after another, at either replica, of 2 to 8 s, waiting for its slot. */
  private void comeAndGo(Random chance) {
    byte[] speech = new ScriptedSpeech().words(0, 60, 60).pcm();
    while (!over) {
      try (Caller caller = Caller.of(replicas.get(chance.nextInt(2)))) {
        HandCall call =
            caller
                .transcribe()
                .start(Requests.start().setMaxWait(Durations.fromSeconds(60)).build());
        int bytes = CHUNK_BYTES * (50 + chance.nextInt(150));
        for (int at = 0; at < Math.min(bytes, speech.length) && !call.isOver(); at += CHUNK_BYTES) {
          call.audio(Arrays.copyOfRange(speech, at, Math.min(speech.length, at + CHUNK_BYTES)));
          LockSupport.parkNanos(40_000_000);
        }
        call.halfClose();
        Answer answer = call.answer();
        (answer.code() == Status.Code.OK ? served : other).incrementAndGet();
        endings.merge(
            answer.code() + " " + answer.error().map(e -> e.getReason()).orElse(""),
            1,
            Integer::sum);
      }
      LockSupport.parkNanos(1_000_000L * chance.nextInt(50));
    }
  }

  private boolean isFull(LocalStack stack) {
    return CAPS.entrySet().stream()
        .allMatch(e -> stack.model(e.getKey()).counters().connectionsOpen() == e.getValue());
  }

  private static int open(LocalStack stack) {
    return CAPS.keySet().stream()
        .mapToInt(name -> stack.model(name).counters().connectionsOpen())
        .sum();
  }

  private static void print(LocalStack stack, String name, int cap) {
    System.out.printf(
        "%s: %d sessions ever, most %d, cap %d%n",
        name,
        stack.model(name).counters().connectionsEver(),
        stack.model(name).counters().connectionsMost(),
        cap);
  }

  private int allowed(int replica) {
    return sum(replica, "stenogate_endpoint_slots_allowed");
  }

  private int held(int replica) {
    return sum(replica, "stenogate_endpoint_slots_held");
  }

  private boolean lost(int replica) {
    return sum(replica, "stenogate_slots_sync_lost_total") > 0;
  }

  private boolean isShared(int replica) {
    return replicas
        .get(replica)
        .management("/metrics")
        .contains("stenogate_slots_standing{standing=\"shared\"} 1.0");
  }

  private int sum(int replica, String metric) {
    return Metrics.of(replicas.get(replica)).values(metric).stream()
        .mapToInt(Double::intValue)
        .sum();
  }
}
