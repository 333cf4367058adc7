package dev.stenogate.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.HandPool.Call;
import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lines of random calls that come, go, are served and give back; one seed decides each. */
class WaitingWorldsTest {
  private static final int WORLDS = 300;
  private static final int EVENTS = 300;
  private static final WaitingLimits LIMITS = new WaitingLimits(12, 6, 0.1, 0.2);
  private static final List<Tenant> TENANTS =
      List.of(new Tenant("a", 1), new Tenant("b", 2), new Tenant("c", 5));
  private static final List<Priority> PRIORITIES =
      List.of(Priority.CRITICAL, Priority.STANDARD, Priority.BATCH);
  private static final List<String> NEEDS = List.of("any", "german");

  @Test
  void invariantsHoldAfterEveryEventOfEveryWorld() {
    for (long seed = 1; seed <= WORLDS; seed++) {
      new Line(seed).live();
    }
  }

  private static final class Line {
    private final long seed;
    private final Random random;
    private final HandPool pool = new HandPool(LIMITS).with("any", 4).with("german", 3);
    private final List<Call> all = new ArrayList<>();
    private final List<Call> left = new ArrayList<>();
    private int servedBefore;

    Line(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void live() {
      for (int i = 0; i < EVENTS; i++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> join();
          case 4 -> leave();
          case 5, 6, 7 -> end();
          case 8 -> pool.pass(random.nextDouble(3), waiting().toArray(Call[]::new));
          default -> pool.serves = random.nextInt(4) > 0;
        }
        check();
      }
      pool.serves = true;
      pool.pass(61, waiting().toArray(Call[]::new));
      assertThat(waiting()).as("seed %d: those who still wait", seed).isEmpty();
      held().forEach(Call::end);
      assertThat(pool.free("any") + pool.free("german")).as("seed %d", seed).isEqualTo(7);
    }

    private void join() {
      Claim claim =
          new Claim(
              TENANTS.get(random.nextInt(3)),
              PRIORITIES.get(random.nextInt(3)),
              random.nextInt(3) * 30L * HandPool.SECOND);
      Call call = pool.new Call("call-" + all.size(), claim, NEEDS.get(random.nextInt(2)));
      all.add(call);
      call.join();
      if (claim.maxWaitNanos() == 0) {
        assertThat(call.answers).as("seed %d: %s", seed, call).isEqualTo(1);
      }
    }

    private void leave() {
      List<Call> waiting = waiting();
      if (!waiting.isEmpty()) {
        Call call = waiting.get(random.nextInt(waiting.size()));
        assertThat(pool.room.leave(call.ticket)).isTrue();
        left.add(call);
      }
    }

    private void end() {
      List<Call> held = held();
      if (!held.isEmpty()) {
        held.get(random.nextInt(held.size())).end();
      }
    }

    private List<Call> waiting() {
      return all.stream().filter(c -> c.waits() && !left.contains(c)).toList();
    }

    private List<Call> held() {
      return all.stream().filter(c -> c.held > 0).toList();
    }

    private void check() {
      List<Call> waiting = waiting();
      String world = "seed " + seed;
      assertThat(pool.room.waiting(HandPool.NAME)).as(world).isEqualTo(waiting.size());
      assertThat(pool.waiting).as(world).isEqualTo(waiting.size());
      List<Call> patient = waiting.stream().filter(c -> c.claim.maxWaitNanos() > 0).toList();
      assertThat(patient.size()).as(world).isLessThanOrEqualTo(LIMITS.callsMax());
      assertThat(waiting.size() - patient.size()).as(world).isLessThanOrEqualTo(LIMITS.callsMax());
      for (Tenant tenant : TENANTS) {
        assertThat(patient.stream().filter(c -> c.claim.tenant().equals(tenant)).count())
            .as(world)
            .isLessThanOrEqualTo(LIMITS.callsPerTenantMax());
      }
      for (String need : NEEDS) {
        int held = (int) held().stream().filter(c -> c.need.equals(need)).count();
        int slots = need.equals("any") ? 4 : 3;
        assertThat(pool.free(need)).as(world).isEqualTo(slots - held).isNotNegative();
      }
      for (Call call : all) {
        assertThat(call.answers).as("%s: answers to %s", world, call).isLessThanOrEqualTo(1);
        assertThat(call.answers == 0 || !left.contains(call)).as(world).isTrue();
      }
      checkFair(world, waiting);
      checkPlaces(world, waiting);
    }

    /** Of one tenant and class, who wants the same and came first has it first. */
    private void checkFair(String world, List<Call> waiting) {
      for (Call served : pool.served.subList(servedBefore, pool.served.size())) {
        assertThat(waiting)
            .as("%s: %s was served before these", world, served)
            .noneMatch(c -> isAlike(c, served) && all.indexOf(c) < all.indexOf(served));
      }
      servedBefore = pool.served.size();
    }

    /** Those who are alike stand in the order in which they came; no estimate is 0. */
    private void checkPlaces(String world, List<Call> waiting) {
      for (Call call : waiting) {
        for (Call other : waiting) {
          if (call != other && isAlike(call, other) && all.indexOf(call) < all.indexOf(other)) {
            assertThat(call.place().before()).as(world).isLessThan(other.place().before());
          }
        }
        assertThat(call.place().waitNanos().orElse(1)).as(world).isPositive();
      }
    }

    private static boolean isAlike(Call one, Call other) {
      return one.need.equals(other.need)
          && one.claim.tenant().equals(other.claim.tenant())
          && one.claim.priority() == other.claim.priority();
    }
  }

  /** Callers on many threads come, leave and end while their slots are under way. */
  @Test
  void noSlotLeaksAndNoneIsGivenTwiceWhateverRaces() throws Exception {
    int slots = 3;
    AtomicInteger free = new AtomicInteger(slots);
    WaitingRoom room = new WaitingRoom(WaitingLimits.DEFAULT, System::nanoTime);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    int threads = 4;
    int callsEach = 5_000;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        Random random = new Random(t);
        executor.execute(
            () -> {
              for (int i = 0; i < callsEach; i++) {
                boolean waits = random.nextBoolean();
                Claim claim = new Claim(Tenant.DEFAULT, Priority.STANDARD, waits ? 1L << 40 : 0);
                Racer racer = new Racer(free, answered, room);
                Ticket ticket = room.join("p", claim, racer);
                if (random.nextBoolean() && room.leave(ticket)) {
                  gone.incrementAndGet();
                  racer.left = true;
                }
              }
            });
      }
      executor.shutdown();
      assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(free.get()).isEqualTo(slots);
    assertThat(answered.get() + gone.get() + room.waiting("p")).isEqualTo(threads * callsEach);
    assertThat(room.waiting("p")).isZero(); // Each slot is given on as soon as it is had.
  }

  /** Gives its slot back as soon as it has it. */
  private static final class Racer implements Waiter {
    private final AtomicInteger free;
    private final AtomicInteger answered;
    private final WaitingRoom room;
    private volatile boolean left;

    Racer(AtomicInteger free, AtomicInteger answered, WaitingRoom room) {
      this.free = free;
      this.answered = answered;
      this.room = room;
    }

    @Override
    public Object needs() {
      return "any";
    }

    @Override
    public Attempt tryTake(double heldBack) {
      int before = free.getAndUpdate(n -> Math.max(0, n - 1));
      return before > 0 ? new Attempt.Taken() : new Attempt.Full(1);
    }

    @Override
    public boolean roomComesSoon() {
      return false;
    }

    @Override
    public void served() {
      if (left) {
        throw new AssertionError("one who had left was served");
      }
      answered.incrementAndGet();
      giveBack();
    }

    @Override
    public void giveBack() {
      free.incrementAndGet();
      room.freed("p");
    }

    @Override
    public void refused(Refusal refusal) {
      answered.incrementAndGet();
    }

    @Override
    public void failed(RuntimeException defect) {
      throw new AssertionError(defect);
    }
  }
}
