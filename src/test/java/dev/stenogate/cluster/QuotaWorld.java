package dev.stenogate.cluster;

import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.Permit.Draw;
import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.Windows;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.TenantLimits.Audio;
import dev.stenogate.tenant.TenantLimits.Call;
import dev.stenogate.tenant.TenantLimits.Enforcement;
import dev.stenogate.tenant.TenantLimits.Starts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Replicas, their calls, and a Redis in one thread, with what can go wrong between them; a seed
 * decides all of it. Every admission is recorded by the clock of Redis, and what was admitted is
 * held against the limits: strictly what Redis gave, and what replicas gave by their shares.
 */
final class QuotaWorld {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MICRO = 1_000L;
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final long LENGTH = 90 * SECOND;

  private record Event(long at, long order, Runnable task) {}

  private final SplittableRandom chance;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Tenant> tenants = new ArrayList<>();
  private final Map<String, QuotaTable> tables = new HashMap<>();
  private final Map<String, List<Long>> startsByRedis = new HashMap<>();
  private final Map<String, Long> audioByRedis = new HashMap<>(); // drawn and not given back
  private final int replicasMax;
  private final boolean redisTroubled; // else it is always there, and only replicas suffer
  private long now = 100 * SECOND;
  private long order;
  private boolean up = true;
  private boolean troubled = true;
  private boolean anyLost; // some replica went by its share
  private boolean forgot; // Redis lost what it knew, or its clock leapt
  private long redisAhead = 1_700_000_000L * SECOND;
  private AssertionError violation; // the first
  private int asked;
  private int granted;
  private int grantedAlone;

  QuotaWorld(long seed) {
    chance = new SplittableRandom(seed);
    replicasMax = 2 + chance.nextInt(3);
    redisTroubled = chance.nextBoolean();
    for (int i = 0; i <= chance.nextInt(2); i++) {
      double perSecond = chance.nextDouble(0.5, 8);
      tenants.add(
          new Tenant(
              "t" + i,
              1,
              new TenantLimits(
                  replicasMax + chance.nextInt(12),
                  new Starts(perSecond, 1 + chance.nextInt(10)),
                  new Audio(
                      chance.nextBoolean() ? 60_000 : 0,
                      chance.nextInt(3) == 0 ? chance.nextLong(50_000, 300_000) : 0),
                  Call.NONE,
                  Enforcement.REFUSE),
              Access.EVERYTHING));
    }
    tenants.forEach(
        t -> {
          tables.put(t.name(), new QuotaTable());
          startsByRedis.put(t.name(), new ArrayList<>());
          audioByRedis.put(t.name(), 0L);
        });
  }

  /** A session of one replica. */
  private final class Held {
    final String id;
    final Tenant tenant;
    final Permit permit;
    final boolean byRedis;
    final long grantedAt = now;
    boolean lapsed; // Redis rightly took its permit for that of a dead one
    long drawnMillis;
    boolean over;

    Held(String id, Tenant tenant, Permit permit, boolean byRedis) {
      this.id = id;
      this.tenant = tenant;
      this.permit = permit;
      this.byRedis = byRedis;
    }
  }

  /** One replica: its thread, its clock, its connection. */
  private final class Replica implements Ticker, QuotaStore, QuotaObserver {
    final Deque<Runnable> stalled = new ArrayDeque<>();
    final List<Held> calls = new ArrayList<>();
    final long clockAhead = chance.nextLong(1_000 * SECOND);
    final long epochAhead = chance.nextLong(-2 * SECOND, 2 * SECOND);
    final Map<String, Long> renewedAt = new HashMap<>(); // by the call's id
    final Map<String, Long> grantHeardAt = new HashMap<>(); // by the call's id
    final SharedQuotas quotas;
    boolean dead;
    boolean paused;
    boolean cut;

    Replica() {
      quotas =
          new SharedQuotas(
              new SharedQuotas.Settings("r", "p", LEASE, new QuotaShare(replicasMax, -1), it -> it),
              this,
              this,
              chance.split(),
              () -> (now + redisAhead + epochAhead) / MICRO,
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
        String tenant,
        List<String> words,
        Consumer<List<Long>> answered,
        Consumer<Throwable> failed) {
      if (words.getFirst().equals("admit")) {
        hasToldAll(tenant);
      }
      if (words.getFirst().equals("tell") && chance.nextInt(3) == 0) { // What overtakes it?
        at(now + chance.nextLong(5 * MILLI), () -> run(this::hangUp));
      }
      if (!reaches() || isUnlucky()) {
        if (chance.nextBoolean()) {
          at(now + delay(), () -> run(() -> failed.accept(new RuntimeException("refused"))));
        }
        return;
      }
      long sent = now;
      at(
          now + delay(),
          () -> {
            if (!up) {
              return;
            }
            List<Long> answer = tables.get(tenant).ask(words, redisMicros());
            record(tenant, words, answer);
            if (reaches() && !isUnlucky()) {
              at(now + delay(), () -> run(() -> hear(words, answer, answered, sent)));
            }
          });
    }

    private void record(String tenant, List<String> words, List<Long> answer) {
      switch (words.getFirst()) {
        case "admit" -> {
          if (answer.getFirst() == 0) {
            startsByRedis.get(tenant).add(redisMicros());
          }
        }
        case "draw" -> audioByRedis.merge(tenant, answer.get(2), Long::sum);
        case "tell" -> {
          // What was given alone is not of Redis.
          audioByRedis.merge(tenant, Math.min(0, Long.parseLong(words.get(9))), Long::sum);
          renewed(words.subList(13 + Integer.parseInt(words.get(12)), words.size()));
        }
        default -> {}
      }
    }

    private void renewed(List<String> permits) {
      lapse();
      permits.forEach(permit -> renewedAt.put(permit.substring(permit.lastIndexOf('/') + 1), now));
    }

    /** Who asks has told what it holds, but for what it was given a moment ago. */
    private void hasToldAll(String tenant) {
      lapse();
      for (Held call : calls) {
        boolean settled = now - call.grantedAt > 2 * SECOND && !call.lapsed;
        require(
            !settled
                || forgot
                || !call.tenant.name().equals(tenant)
                || tables.get(tenant).knows(call.id, redisMicros()),
            "Redis does not know %s of one that asks at %.3f s, granted at %.3f s by Redis %s"
                .formatted(call.id, now / 1e9, call.grantedAt / 1e9, call.byRedis));
      }
    }

    private void hear(
        List<String> words, List<Long> answer, Consumer<List<Long>> answered, long sent) {
      boolean late = now - sent > Questions.ANSWER_NANOS; // Not listened to.
      if (words.getFirst().equals("admit") && answer.getFirst() == 0 && !late) {
        grantHeardAt.put(words.get(8).substring(words.get(8).lastIndexOf('/') + 1), now);
      }
      answered.accept(answer);
    }

    boolean isUnlucky() {
      return redisTroubled && troubled && chance.nextInt(80) == 0;
    }

    boolean reaches() {
      return up && !cut;
    }

    /** Calls whose permits Redis rightly took for those of a dead one. */
    void lapse() {
      for (Held call : calls) {
        long renewed = renewedAt.getOrDefault(call.id, Long.MIN_VALUE / 2);
        call.lapsed |= now - Math.max(renewed, call.grantedAt) >= LEASE.toNanos() - SECOND;
        require(
            !call.lapsed || redisTroubled || lastPause >= 0 || dead,
            "a permit of a living replica was not renewed");
      }
    }

    void call(Tenant tenant) {
      asked++;
      String id = "c" + asked;
      long begun = now;
      boolean[] told = {false};
      quotas
          .admit(tenant, id)
          .thenAccept(
              admission -> {
                require(!told[0], "a call was answered twice");
                told[0] = true;
                // A process that stands still answers late by that, and by nothing else.
                require(
                    pausedSince(begun) || now - begun <= 800 * MILLI,
                    "a start waited %d ms".formatted((now - begun) / MILLI));
                if (admission instanceof Admission.Granted(Permit permit)) {
                  boolean heard = grantHeardAt.getOrDefault(id, -1L) == now;
                  boolean byRedis = heard && (pausedSince(begun) || now - begun <= 750 * MILLI);
                  granted++;
                  grantedAlone += byRedis ? 0 : 1;
                  require(
                      !heard || forgot || tables.get(tenant.name()).knows(id, redisMicros()),
                      "a permit had ended before its call was told of it");
                  if (!heard) {
                    long held = calls.stream().filter(c -> c.tenant.equals(tenant)).count();
                    long share = tenant.limits().sessionsMax() / replicasMax;
                    require(
                        held < share,
                        "a replica that holds %d went beyond its share %d".formatted(held, share));
                  }
                  calls.add(new Held(id, tenant, permit, byRedis));
                  check(tenant);
                }
              });
    }

    private boolean pausedSince(long begun) {
      return lastPause >= begun;
    }

    long lastPause = -1;

    void draw() {
      if (calls.isEmpty()) {
        return;
      }
      Held call = calls.get(chance.nextInt(calls.size()));
      call.permit
          .draw(1_000 + chance.nextLong(9_000))
          .thenAccept(
              draw -> {
                if (draw instanceof Draw.Granted(long millis)) {
                  require(millis > 0, "a draw of nothing");
                  call.drawnMillis += call.over ? 0 : millis;
                }
              });
    }

    void hangUp() {
      if (!calls.isEmpty()) {
        end(calls.remove(chance.nextInt(calls.size())));
      }
    }

    void end(Held call) {
      call.over = true;
      call.permit.release(call.drawnMillis == 0 ? 0 : chance.nextLong(call.drawnMillis + 1));
      at(
          now + 2 * SECOND,
          () ->
              require(
                  redisTroubled
                      || dead
                      || lastPause >= 0
                      || !tables.get(call.tenant.name()).knows(call.id, redisMicros()),
                  "Redis counts a session that ended 2 s ago"));
    }

    @Override
    public void refused(String tenant, Limit limit) {}

    @Override
    public void wouldRefuse(String tenant, Limit limit) {}

    @Override
    public void softPassed(String tenant, Limit limit) {}

    @Override
    public void lost() {
      anyLost = true;
    }
  }

  /** Runs it to its end. */
  void run() {
    int count = 1 + chance.nextInt(replicasMax);
    for (int i = 0; i < count; i++) {
      replicas.add(new Replica());
    }
    for (int i = 0; i < 25; i++) {
      at(now + chance.nextLong(LENGTH), this::trouble);
    }
    for (int i = 0; i < 1_500; i++) {
      at(now + chance.nextLong(LENGTH), this::traffic);
    }
    for (int i = 0; i < 4; i++) { // All at once, at the busiest moments.
      at(
          now + chance.nextLong(LENGTH),
          () -> {
            for (int n = 0; n < 40; n++) {
              living().call(tenants.getFirst());
            }
          });
    }
    runUntil(now + LENGTH);
    troubled = false;
    up = true;
    for (Replica replica : replicas) {
      replica.cut = false;
      replica.resume();
    }
    runUntil(now + 5 * SECOND);
    for (Replica replica : replicas) {
      if (!replica.dead) {
        while (!replica.calls.isEmpty()) {
          replica.hangUp();
        }
      }
    }
    runUntil(now + LEASE.toNanos() + 3 * SECOND);
    checkEnd();
    throwViolation();
  }

  private void checkEnd() {
    require(granted > 5, "a world in which hardly anything was granted: " + granted);
    for (Tenant tenant : tenants) {
      int left = tables.get(tenant.name()).permits(redisMicros());
      require(left == 0, "%d permits of %s after the end".formatted(left, tenant.name()));
      Starts limit = tenant.limits().starts();
      double most = Windows.mostBeyond(startsByRedis.get(tenant.name()), limit.perSecond() / 1e6);
      require(
          forgot || most <= limit.burst() + 1e-6,
          "%.3f starts beyond the rate (expected: at most %d)".formatted(most, limit.burst()));
      long audio = audioByRedis.get(tenant.name());
      long dayMillis = tenant.limits().audio().perDayMillis();
      require(
          forgot || dayMillis == 0 || audio <= dayMillis,
          "%d ms of a day's audio".formatted(audio));
    }
  }

  /** What Redis gave is never more than there is, but what those had whom it did not hear. */
  private void check(Tenant tenant) {
    replicas.forEach(Replica::lapse);
    long byRedis =
        replicas.stream()
            .filter(r -> !r.dead)
            .flatMap(r -> r.calls.stream())
            .filter(c -> c.tenant.equals(tenant) && c.byRedis && !c.lapsed)
            .count();
    require(
        forgot || byRedis <= tenant.limits().sessionsMax(),
        "%d sessions by Redis (expected: at most %d)"
            .formatted(byRedis, tenant.limits().sessionsMax()));
    long all =
        replicas.stream()
            .filter(r -> !r.dead)
            .flatMap(r -> r.calls.stream())
            .filter(c -> c.tenant.equals(tenant) && !c.lapsed)
            .count();
    require(
        anyLost || all <= tenant.limits().sessionsMax(),
        "%d sessions though Redis was never lost (expected: at most %d)"
            .formatted(all, tenant.limits().sessionsMax()));
    long shares =
        (long) (tenant.limits().sessionsMax() / replicasMax)
            * replicas.stream().filter(r -> !r.dead).count();
    require(
        all <= tenant.limits().sessionsMax() + shares,
        "%d sessions (expected: at most the limit and all shares, %d)"
            .formatted(all, tenant.limits().sessionsMax() + shares));
  }

  private void traffic() {
    Replica replica = living();
    if (replica.paused) {
      return;
    }
    switch (chance.nextInt(7)) {
      case 0, 1, 2 -> replica.call(tenants.get(chance.nextInt(tenants.size())));
      case 3 -> replica.draw();
      default -> replica.hangUp();
    }
  }

  private void trouble() {
    Replica replica = living();
    long length =
        chance.nextInt(3) == 0 ? chance.nextLong(25 * SECOND) : chance.nextLong(4 * SECOND);
    switch (chance.nextInt(redisTroubled ? 8 : 4)) {
      case 0, 1 -> {
        replica.paused = true;
        replica.lastPause = now + length;
        at(
            now + length,
            () -> {
              replica.lastPause = now;
              replica.resume();
            });
      }
      case 2, 3 -> {
        replica.dead = true;
        replica.calls.clear();
        replicas.add(new Replica());
      }
      case 4 -> {
        replica.cut = true;
        at(now + length, () -> replica.cut = false);
      }
      case 5 -> {
        redisAhead += chance.nextLong(-60, 60) * SECOND;
        forgot = true;
      }
      default -> outage(length);
    }
  }

  private void outage(long length) {
    up = false;
    boolean forgets = chance.nextInt(3) == 0;
    at(
        now + length,
        () -> {
          up = true;
          if (forgets) {
            forgot = true;
            tables.replaceAll((_, _) -> new QuotaTable());
          }
        });
  }

  private void throwViolation() {
    if (violation != null) {
      throw violation;
    }
  }

  private Replica living() {
    List<Replica> living = replicas.stream().filter(r -> !r.dead).toList();
    return living.get(chance.nextInt(living.size()));
  }

  private long redisMicros() {
    return (now + redisAhead) / MICRO;
  }

  private void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      now = event.at();
      event.task().run();
      throwViolation();
    }
    now = end;
  }

  /** Milliseconds, but for the few that come long after. */
  private long delay() {
    return redisTroubled && troubled && chance.nextInt(50) == 0
        ? chance.nextLong(3 * SECOND)
        : MILLI / 10 + chance.nextLong(10 * MILLI);
  }

  private void at(long when, Runnable task) {
    events.add(new Event(when, order++, task));
  }

  /** Where a call is answered, what is thrown would be lost: the loop throws it. */
  private void require(boolean holds, String what) {
    if (!holds && violation == null) {
      violation = new AssertionError(what);
    }
  }

  /** What happened, to see that worlds are not empty. */
  @Override
  public String toString() {
    return "%d asked, %d granted, %d of them alone".formatted(asked, granted, grantedAlone);
  }
}
