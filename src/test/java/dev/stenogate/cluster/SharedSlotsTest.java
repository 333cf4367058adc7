package dev.stenogate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.PartitionedSlots.Partition;
import dev.stenogate.routing.Requirements;
import dev.stenogate.routing.Selection;
import dev.stenogate.routing.SlotObserver;
import dev.stenogate.routing.SlotRights.Standing;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas over a real Redis. */
class SharedSlotsTest {
  private static final Endpoint GPU = new Endpoint("gpu", "p", "m", List.of(), 6, 6);
  private static final Ask ASK = Ask.first(new Requirements("p", "", List.of()));
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration IN_TIME = Duration.ofSeconds(20);

  @TempDir Path directory;
  private RedisServer server;
  private Vertx vertx;
  private final List<Replica> replicas = new ArrayList<>();

  private final class Replica {
    final Redis redis = Redis.createClient(vertx, "redis://127.0.0.1:" + server.port());
    final Dispatcher dispatcher = new Dispatcher(List.of(GPU), RandomGenerator::getDefault);
    final SharedSlots rights;
    final List<Lease> leases = new ArrayList<>();

    Replica(int ordinal) {
      rights =
          SharedSlots.by(
              redis,
              vertx,
              new SharedSlots.Settings(
                  "r" + ordinal, "test", LEASE, () -> new Partition(2, ordinal)),
              RandomGenerator.getDefault(),
              SlotObserver.NONE);
      rights.start(dispatcher);
      replicas.add(this);
    }

    /** Takes as many slots as it can get, up to so many in all. */
    boolean takes(int slots) {
      while (leases.size() < slots
          && dispatcher.reserve(ASK, System.nanoTime()) instanceof Selection.Reserved reserved) {
        leases.add(reserved.lease());
      }
      return leases.size() == slots;
    }

    int allowed() {
      return dispatcher.holdings().getFirst().allowed();
    }
  }

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

  @Test
  void slotsGoWhereCallsAre() {
    Replica one = new Replica(0);
    Replica other = new Replica(1);

    await(() -> one.takes(5));
    await(() -> other.takes(1));

    assertThat(one.allowed() + other.allowed()).isLessThanOrEqualTo(6);
    assertThat(other.dispatcher.reserve(ASK, System.nanoTime())).isInstanceOf(Selection.Full.class);
  }

  @Test
  void theSlotsOfOneThatStopsAreTheOthersAtOnce() {
    Replica one = new Replica(0);
    Replica other = new Replica(1);
    await(() -> one.takes(3));
    one.leases.forEach(Lease::release);
    one.leases.clear();
    // One that waits for the end of a lease would wait for ever.
    long begun = System.nanoTime();

    one.rights.close();

    await(() -> other.takes(6));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE);
    assertThat(one.allowed()).isZero();
  }

  @Test
  void oneThatStopsGivesBackWhatIsHeldForAMomentYet() {
    Replica one = new Replica(0);
    await(() -> one.takes(3));
    vertx.setTimer(1_500, _ -> one.leases.forEach(Lease::release));

    one.rights.close();

    assertThat(one.dispatcher.held("gpu")).isZero();
    long begun = System.nanoTime();
    Replica other = new Replica(1);
    await(() -> other.takes(6));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE);
  }

  @Test
  void theFirstIsJoiningUntilItHasSlots() {
    Replica one = new Replica(0);

    await(() -> one.rights.standing() != Standing.JOINING);

    assertThat(one.allowed()).isPositive();
  }

  @Test
  void oneBesideOthersThatHoldAllIsSettledWithoutASlot() {
    Replica one = new Replica(0);
    await(() -> one.takes(6));
    Replica other = new Replica(1);

    await(() -> other.rights.standing() == Standing.SHARED);

    assertThat(one.dispatcher.held("gpu")).isEqualTo(6);
    assertThat(other.allowed()).isZero();
  }

  @Test
  void aRedisThatIsKilledAndForgetsTakesNothingFromAnybody() throws Exception {
    Replica one = new Replica(0);
    Replica other = new Replica(1);
    await(() -> one.takes(4));
    await(() -> other.takes(1));

    server.kill();
    await(
        () ->
            one.rights.standing() == Standing.FROZEN && other.rights.standing() == Standing.FROZEN);
    one.leases.removeLast().release();
    assertThat(one.takes(4)).as("goes on with what it has").isTrue();
    server.again();

    await(
        () ->
            one.rights.standing() == Standing.SHARED && other.rights.standing() == Standing.SHARED);
    assertThat(one.dispatcher.held("gpu")).isEqualTo(4);
    assertThat(other.dispatcher.held("gpu")).isEqualTo(1);
    assertThat(one.allowed() + other.allowed()).isEqualTo(6);
  }

  @Test
  void oneThatNeverSawRedisTakesItsShareAfterALease() {
    server.kill();
    long begun = System.nanoTime();
    Replica one = new Replica(0);
    assertThat(one.allowed()).isZero();

    await(() -> one.allowed() == 3);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(LEASE);
    assertThat(one.rights.standing()).isEqualTo(Standing.FROZEN);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + IN_TIME.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("not in time").isNegative();
      LockSupport.parkNanos(2_000_000);
    }
  }
}
