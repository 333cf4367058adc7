package dev.stenogate.cluster;

import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.PartitionedSlots.Partition;
import dev.stenogate.routing.SlotObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Replicas and a Redis in one thread, with what can go wrong between them; a seed decides all of
 * it. After every event the replicas that have a right to hold slots hold no more than there are.
 */
final class SlotWorld {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final Duration LEASE = Duration.ofSeconds(10);

  /** One that never was told of rights has none: what it may take on its own is another matter. */
  private static final Partition NO_SHARE = new Partition(1_000, -1);

  private final SplittableRandom chance;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Deque<SlotTable> kept = new ArrayDeque<>(); // every 300 ms, the newest last
  private long now = 100 * SECOND;
  private long order;
  private SlotTable table = new SlotTable();
  private boolean up = true;
  private boolean troubled = true;
  private long redisAhead; // of the world's time
  private long downNanos; // since Redis was lost
  private long upNanos; // in which leases run: a quarter of a lease of each outage too

  private final Deque<String> log = new ArrayDeque<>(); // of the last events
  private static final int LOG_LINES_MAX = Integer.getInteger("log", 0);

  /** What happened last, for who looks for a mistake. */
  String log() {
    return String.join("\n", log);
  }

  private void tell(Supplier<String> what) {
    if (LOG_LINES_MAX > 0) {
      log.add((double) now / SECOND + " s: " + what.get());
      if (log.size() > LOG_LINES_MAX) {
        log.poll();
      }
    }
  }

  private record Event(long at, long order, Runnable task) {}

  SlotWorld(long seed) {
    this.chance = new SplittableRandom(seed);
    for (int i = 0; i <= chance.nextInt(3); i++) {
      endpoints.add(new Endpoint("gpu-" + i, "p", "m", List.of(), 1 + chance.nextInt(12), 6));
    }
  }

  /** One replica: its thread, its clock, its connection, its slots. */
  private final class Replica implements Ticker, Store, SlotObserver {
    final SimulatedSlots slots = new SimulatedSlots(endpoints);
    final SharedSlots rights;
    final Deque<Runnable> stalled = new ArrayDeque<>();
    long clockAhead = chance.nextLong(1_000 * SECOND);
    final int number = replicas.size();
    boolean dead;
    boolean leaving;
    boolean paused;
    boolean cut;
    boolean heard;
    boolean away = true; // its rights may be others' by now
    long heardUpNanos; // upNanos when the command ran whose answer was heard last
    long ranUpNanos;
    long heardAt;

    Replica() {
      this.rights =
          new SharedSlots(
              new SharedSlots.Settings("r", "p", LEASE, () -> NO_SHARE),
              this,
              this,
              chance.split(),
              this);
    }

    void run(Runnable task) {
      if (paused) {
        stalled.add(task);
      } else if (!dead) {
        task.run();
      }
    }

    void resume() {
      paused = false;
      while (!stalled.isEmpty() && !paused) {
        run(stalled.poll());
      }
    }

    @Override
    public long nanoTime() {
      return now + clockAhead;
    }

    @Override
    public void execute(Runnable task) {
      at(now, () -> run(task));
    }

    @Override
    public void after(long nanos, Runnable task) {
      at(now + Math.max(MILLI, nanos), () -> run(task));
    }

    @Override
    public void ask(
        List<String> words, Consumer<List<Integer>> answered, Consumer<Throwable> failed) {
      if (!reaches() || (troubled && chance.nextInt(50) == 0)) {
        if (chance.nextBoolean()) {
          at(now + delay(), () -> run(() -> failed.accept(new RuntimeException("refused"))));
        }
        return;
      }
      at(
          now + delay(),
          () -> {
            if (!up) {
              return;
            }
            List<Integer> answer = table.ask(words, (now + redisAhead) / MILLI);
            tell(() -> "%d asks %s: %s; now %s".formatted(number, words, answer, table));
            long ran = upNanos;
            if (reaches() && (!troubled || chance.nextInt(50) > 0)) {
              at(
                  now + delay(),
                  () ->
                      run(
                          () -> {
                            ranUpNanos = ran;
                            answered.accept(answer);
                          }));
            }
          });
    }

    boolean reaches() {
      return up && !cut;
    }

    @Override
    public void synced(long nanos) {
      tell(() -> number + " hears");
      heard = true;
      heardUpNanos = ranUpNanos;
      heardAt = now;
    }

    /** Whether it may think of rights as its own that Redis rightly gave to others. */
    boolean isAway() {
      if (dead || paused || upNanos - heardUpNanos >= LEASE.toNanos()) {
        away = true;
        heard = false;
      } else if (away && heard && !slots.isShedding()) {
        // Where Redis was lost too, it may have been there with its old rights before the others.
        away =
            replicas.stream()
                .filter(r -> r != this && !r.dead && !r.paused && !r.away)
                .anyMatch(r -> r.heardAt <= heardAt || r.slots.isShedding());
      }
      return away;
    }
  }

  /** Runs it to its end. */
  void run() {
    int count = 2 + chance.nextInt(3);
    for (int i = 0; i < count; i++) {
      join();
    }
    at(now, this::keep);
    for (int i = 0; i < 60; i++) {
      at(now + chance.nextLong(90 * SECOND), this::trouble);
    }
    for (int i = 0; i < 1_500; i++) {
      at(now + chance.nextLong(90 * SECOND), this::traffic);
    }
    runUntil(now + 90 * SECOND);
    heal();
    runUntil(now + LEASE.toNanos() + 3 * SECOND);
    claimAll();
  }

  private void comeLater() {
    at(
        now + chance.nextLong(20 * SECOND),
        () -> {
          if (troubled) {
            join();
          }
        });
  }

  private void join() {
    Replica replica = new Replica();
    replicas.add(replica);
    replica.rights.start(replica.slots);
  }

  private void traffic() {
    Replica replica = any();
    if (replica.dead || replica.paused) {
      return;
    }
    String endpoint = endpoints.get(chance.nextInt(endpoints.size())).name();
    switch (chance.nextInt(5)) {
      case 0, 1 -> replica.slots.call(endpoint);
      case 2, 3 -> replica.slots.end(endpoint);
      default -> replica.slots.giveUp(endpoint);
    }
  }

  private void trouble() {
    Replica replica = any();
    long length =
        chance.nextInt(3) == 0 ? chance.nextLong(25 * SECOND) : chance.nextLong(4 * SECOND);
    int kind = chance.nextInt(8);
    tell(() -> "trouble %d for %d: %d ms".formatted(kind, replica.number, length / MILLI));
    switch (kind) {
      case 0, 1 -> {
        replica.paused = true;
        at(now + length, replica::resume);
      }
      case 2 -> {
        replica.cut = true;
        at(now + length, () -> replica.cut = false);
      }
      case 3 -> replica.clockAhead += length;
      case 4 -> {
        replica.dead = true;
        comeLater();
      }
      case 5 -> {
        replica.leaving = true;
        replica.run(replica.rights::leave);
        at(now + SECOND, () -> replica.dead = true);
        comeLater();
      }
      default -> {
        up = false;
        int fate = chance.nextInt(3);
        at(
            now + length,
            () -> {
              if (!troubled) {
                return; // All was mended before.
              }
              up = true;
              tell(() -> "Redis is back, fate " + fate);
              if (chance.nextInt(3) == 0) {
                redisAhead += chance.nextLong(-60, 60) * SECOND;
                upNanos += LEASE.toNanos() / 4; // A leap of Redis's clock counts as an outage.
              }
              if (fate == 1) {
                table = new SlotTable();
              } else if (fate == 2 && !kept.isEmpty()) {
                table = kept.peekFirst().copy();
              }
            });
      }
    }
  }

  /** What a Redis has that is set back: as it was up to a second before. */
  private void keep() {
    if (up) {
      kept.add(table.copy());
      if (kept.size() > 1 + chance.nextInt(4)) {
        kept.poll();
      }
    }
    replicas.stream().filter(r -> !r.dead && !r.paused).forEach(r -> r.slots.leave());
    at(now + 300 * MILLI, this::keep);
  }

  private void heal() {
    troubled = false;
    up = true;
    for (Replica replica : replicas) {
      replica.cut = false;
      if (replica.paused) {
        replica.resume();
      }
    }
    if (replicas.stream().allMatch(r -> r.dead || r.leaving)) {
      join();
    }
    replicas.forEach(r -> r.slots.endAll());
  }

  /** One replica gets every slot, however it stood between them before. */
  private void claimAll() {
    Replica last = replicas.stream().filter(r -> !r.dead && !r.leaving).findAny().orElseThrow();
    for (Endpoint endpoint : endpoints) {
      for (int i = 0; i < endpoint.sessionsMax(); i++) {
        last.slots.call(endpoint.name());
      }
    }
    runUntil(now + SECOND);
    for (Endpoint endpoint : endpoints) {
      if (last.slots.held(endpoint.name()) != endpoint.sessionsMax()) {
        throw new AssertionError(
            "%d of %d slots can be used"
                .formatted(last.slots.held(endpoint.name()), endpoint.sessionsMax()));
      }
    }
  }

  private void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      long passed = event.at() - now;
      downNanos = up ? 0 : downNanos + passed;
      upNanos += downNanos <= LEASE.toNanos() / 4 ? passed : 0;
      now = event.at();
      event.task().run();
      check();
    }
    now = end;
  }

  private void check() {
    List<Replica> rightful = replicas.stream().filter(r -> !r.isAway()).toList();
    for (Endpoint endpoint : endpoints) {
      int held =
          rightful.stream()
              .mapToInt(
                  r -> Math.min(r.slots.held(endpoint.name()), r.slots.allowed(endpoint.name())))
              .sum();
      if (held > endpoint.sessionsMax()) {
        throw new AssertionError(
            "%s: %d of %d slots held at %.3f s"
                .formatted(endpoint.name(), held, endpoint.sessionsMax(), (double) now / SECOND));
      }
      if (table.rights(endpoint.name()) > endpoint.sessionsMax()) {
        throw new AssertionError(endpoint.name() + ": more rights than slots are recorded");
      }
    }
  }

  private Replica any() {
    return replicas.get(chance.nextInt(replicas.size()));
  }

  /** A fifth of a second at most, but for the few that come long after. */
  private long delay() {
    return troubled && chance.nextInt(50) == 0
        ? chance.nextLong(3 * SECOND)
        : MILLI / 10 + chance.nextLong(15 * MILLI);
  }

  private void at(long when, Runnable task) {
    events.add(new Event(when, order++, task));
  }
}
