package dev.stenogate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.Permit.Draw;
import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.QuotaUse;
import dev.stenogate.admission.Windows;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.TenantLimits.Audio;
import dev.stenogate.tenant.TenantLimits.Call;
import dev.stenogate.tenant.TenantLimits.Enforcement;
import dev.stenogate.tenant.TenantLimits.Starts;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas over a real Redis. */
class SharedQuotasTest {
  private static final int REPLICAS = 3;
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration IN_TIME = Duration.ofSeconds(20);

  @TempDir Path directory;
  private RedisServer server;
  private Vertx vertx;
  private final List<Long> startsMicros = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.start(directory);
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    vertx.close();
    server.close();
  }

  /**
   * The clock that counts is Redis's: its answer says how long the bucket takes to fill from then.
   */
  private final class Recorded implements QuotaStore {
    private final QuotaStore redis;

    Recorded(QuotaStore redis) {
      this.redis = redis;
    }

    @Override
    public void ask(
        String tenant,
        List<String> words,
        Consumer<List<Long>> answered,
        Consumer<Throwable> failed) {
      redis.ask(
          tenant,
          words,
          numbers -> {
            if (words.getFirst().equals("admit") && numbers.getFirst() == 0) {
              startsMicros.add(numbers.getLast());
            }
            answered.accept(numbers.subList(0, 13));
          },
          failed);
    }
  }

  private SharedQuotas replica(int ordinal, boolean recorded) {
    Redis redis = Redis.createClient(vertx, "redis://127.0.0.1:" + server.port());
    Script script = Script.load(Script.QUOTAS);
    QuotaStore store =
        recorded
            ? new Recorded(
                new RedisQuotaStore(
                    redis,
                    Script.of(script.source().replace("audio, millis}\n", "audio, millis, now}\n")),
                    "test"))
            : new RedisQuotaStore(redis, script, "test");
    return new SharedQuotas(
        new SharedQuotas.Settings(
            "r" + ordinal, "test", LEASE, new QuotaShare(REPLICAS, -1), it -> it),
        store,
        new VertxTicker(vertx),
        RandomGenerator.getDefault(),
        () -> System.currentTimeMillis() * 1_000,
        QuotaObserver.NONE);
  }

  private List<SharedQuotas> replicas(boolean recorded) {
    List<SharedQuotas> replicas = new ArrayList<>();
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(replica(i, recorded));
    }
    return replicas;
  }

  @Test
  void startsOfAllReplicasStayWithinTheBucketOverEveryWindow() throws Exception {
    List<SharedQuotas> replicas = replicas(true);
    Tenant tenant = tenant(0, new Starts(40, 10), Audio.NONE);
    int refused = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (System.nanoTime() < end) { // 50 times its rate, and more.
      List<CompletableFuture<Admission>> asked = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        asked.add(ask(replicas.get(i % REPLICAS), tenant));
      }
      for (CompletableFuture<Admission> answer : asked) {
        switch (answer.get(1, TimeUnit.SECONDS)) {
          case Admission.Granted granted -> granted.permit().release(0);
          case Admission.Refused _ -> refused++;
        }
      }
    }

    List<Long> starts = startsMicros.stream().sorted().toList();
    assertThat(starts.size()).isGreaterThan(150);
    assertThat(Windows.mostBeyond(starts, 40 / 1e6)).isLessThanOrEqualTo(10 + 1e-6);
    assertThat(refused).isGreaterThan(5 * starts.size());
    System.out.printf("%d starts, %d refused%n", starts.size(), refused);
  }

  @Test
  void sessionsOfAllReplicasAreNoMoreThanTheLimitAndComeFreeAgain() throws Exception {
    List<SharedQuotas> replicas = replicas(false);
    Tenant tenant = tenant(7, Starts.NONE, Audio.NONE);
    awaitSettled(replicas.getFirst(), tenant);
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      if (ask(replicas.get(i % REPLICAS), tenant).get() instanceof Admission.Granted(Permit p)) {
        permits.add(p);
      }
    }
    assertThat(permits).hasSize(7);
    assertThat(use(replicas.get(1), tenant).sessions()).isEqualTo(7);

    permits.forEach(permit -> permit.release(0));

    await(() -> use(replicas.get(2), tenant).sessions() == 0);
  }

  @Test
  void aReplicaThatIsKilledLeavesItsPermitsFreeAfterALease() throws Exception {
    Vertx other = Vertx.vertx();
    Redis redis = Redis.createClient(other, "redis://127.0.0.1:" + server.port());
    SharedQuotas killed =
        SharedQuotas.by(
            redis,
            other,
            new SharedQuotas.Settings("k", "test", LEASE, QuotaShare.WHOLE, it -> it),
            RandomGenerator.getDefault(),
            () -> System.currentTimeMillis() * 1_000,
            QuotaObserver.NONE);
    SharedQuotas living = replica(0, false);
    Tenant tenant = tenant(4, Starts.NONE, Audio.NONE);
    for (int i = 0; i < 4; i++) {
      assertThat(ask(killed, tenant).get()).isInstanceOf(Admission.Granted.class);
    }
    LockSupport.parkNanos(2 * LEASE.toNanos()); // They are renewed meanwhile.
    assertThat(ask(living, tenant).get()).isInstanceOf(Admission.Refused.class);
    long begun = System.nanoTime();

    other.close();

    await(() -> ask(living, tenant).join() instanceof Admission.Granted);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE.plusSeconds(1));
  }

  @Test
  void withoutRedisEachReplicaGoesByItsShareAndTellsWhatItGaveWhenRedisIsBack() throws Exception {
    List<SharedQuotas> replicas = replicas(false);
    Tenant tenant = tenant(9, Starts.NONE, Audio.NONE);
    awaitSettled(replicas.getFirst(), tenant);
    for (int i = 0; i < 2; i++) {
      assertThat(ask(replicas.get(0), tenant).get()).isInstanceOf(Admission.Granted.class);
    }
    server.kill();
    int alone = 0;
    for (int i = 0; i < 30; i++) {
      long begun = System.nanoTime();
      alone += ask(replicas.get(i % REPLICAS), tenant).get() instanceof Admission.Granted ? 1 : 0;
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(800));
    }
    assertThat(alone).as("3 for each, less the 2 of one").isEqualTo(7);

    server.again();

    await(() -> use(replicas.get(0), tenant).sessions() == 9);
    assertThat(ask(replicas.get(0), tenant).get()).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void audioOfADayIsCountedOverAllReplicasToTheLastMillisecond() throws Exception {
    List<SharedQuotas> replicas = replicas(false);
    Tenant tenant = tenant(0, Starts.NONE, new Audio(0, 47_001));
    List<Permit> permits = new ArrayList<>();
    for (SharedQuotas replica : replicas) {
      permits.add(((Admission.Granted) ask(replica, tenant).get()).permit());
    }
    long drawn = 0;
    int refused = 0;
    for (int i = 0; i < 9; i++) {
      Draw draw = permits.get(i % REPLICAS).draw(10_000).toCompletableFuture().get();
      drawn += draw instanceof Draw.Granted(long millis) ? millis : 0;
      refused += draw instanceof Draw.Refused ? 1 : 0;
    }
    assertThat(drawn).isEqualTo(47_001);
    assertThat(refused).isEqualTo(4);
    assertThat(ask(replicas.get(1), tenant).get()).isInstanceOf(Admission.Refused.class);

    permits.getFirst().release(18_000); // Of 20 s.

    await(() -> use(replicas.get(1), tenant).audioTodayMillis() == 45_001);
  }

  /** A tenant that Redis never saw may be one that it forgot: at first replicas keep to shares. */
  private void awaitSettled(SharedQuotas replica, Tenant tenant) throws Exception {
    ((Admission.Granted) ask(replica, tenant).get()).permit().release(0);
    LockSupport.parkNanos(LEASE.toNanos() / 3 + TimeUnit.MILLISECONDS.toNanos(2_100));
  }

  private CompletableFuture<Admission> ask(SharedQuotas replica, Tenant tenant) {
    return replica.admit(tenant, "c" + calls.incrementAndGet()).toCompletableFuture();
  }

  private static QuotaUse use(SharedQuotas replica, Tenant tenant) {
    return replica.use(tenant).toCompletableFuture().join();
  }

  private static Tenant tenant(int sessionsMax, Starts starts, Audio audio) {
    return new Tenant(
        "acme",
        1,
        new TenantLimits(sessionsMax, starts, audio, Call.NONE, Enforcement.REFUSE),
        Access.EVERYTHING);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + IN_TIME.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("not in time").isNegative();
      LockSupport.parkNanos(10_000_000);
    }
  }
}
