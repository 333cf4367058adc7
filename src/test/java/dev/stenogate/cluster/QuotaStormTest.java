package dev.stenogate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.QuotaUse;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.TenantLimits.Audio;
import dev.stenogate.tenant.TenantLimits.Call;
import dev.stenogate.tenant.TenantLimits.Enforcement;
import dev.stenogate.tenant.TenantLimits.Starts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One replica, very many questions, and a Redis that answers four at once, each in 3 ms. */
class QuotaStormTest implements Ticker, QuotaStore {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final int DESKS = 2_500;

  private record Event(long at, long order, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final Map<String, QuotaTable> tables = new HashMap<>();
  private final Map<String, Tenant> newest = new HashMap<>();
  private long now = SECOND;
  private long order;
  private boolean up = true;
  private int tells;
  private int losses;
  private int asked;

  private final SharedQuotas quotas =
      new SharedQuotas(
          new SharedQuotas.Settings(
              "r",
              "p",
              Duration.ofSeconds(60),
              new QuotaShare(2, 0),
              it -> newest.getOrDefault(it.name(), it)),
          this,
          this,
          new SplittableRandom(1),
          () -> now / 1_000,
          new QuotaObserver() {
            @Override
            public void refused(String tenant, Limit limit) {}

            @Override
            public void wouldRefuse(String tenant, Limit limit) {}

            @Override
            public void softPassed(String tenant, Limit limit) {}

            @Override
            public void lost() {
              losses++;
            }
          });

  @Test
  void comesBackWithThousandsOfTenantsAndTellsEachOfThemOnce() {
    for (int i = 0; i < DESKS; i++) {
      var _ = admit(tenant("t" + i, Starts.NONE));
    }
    runFor(5 * SECOND);
    up = false;
    var _ = admit(tenant("t0", Starts.NONE));
    runFor(2 * SECOND);
    up = true;
    tells = 0;

    runFor(5 * SECOND);

    assertThat(losses).isEqualTo(1);
    assertThat(tells).isBetween(DESKS, DESKS + 10);
    assertThat(tables.get("t0").permits(now / 1_000)).as("and what was given alone").isEqualTo(2);
  }

  @Test
  void aTenantsFloodIsRefusedAndNoOtherTenantHearsOfIt() {
    Tenant flooding = tenant("flood", new Starts(5, 5));
    Tenant other = tenant("other", new Starts(100, 100));
    List<CompletableFuture<Admission>> flood = new ArrayList<>();
    List<CompletableFuture<Admission>> others = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      for (int n = 0; n < 250; n++) { // 5,000 a second
        flood.add(admit(flooding));
      }
      if (i % 10 == 0) {
        others.add(admit(other));
      }
      runFor(50 * MILLI);
    }

    runFor(SECOND);

    assertThat(losses).isZero();
    assertThat(others).allMatch(it -> it.join() instanceof Admission.Granted);
    assertThat(flood.stream().filter(it -> it.join() instanceof Admission.Granted))
        .hasSizeBetween(50, 56);
    assertThat(asked).as("the rest was told before").isLessThan(15_000);
  }

  @Test
  void aFloodOfATenantThatHasNotBeenAnsweredYetIsBounded() {
    Tenant flooding = tenant("flood", Starts.NONE);
    Tenant other = tenant("other", Starts.NONE);
    List<CompletableFuture<Admission>> flood = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      flood.add(admit(flooding));
    }
    CompletableFuture<Admission> one = admit(other);

    runFor(10 * MILLI);

    assertThat(one.join()).as("in its turn").isInstanceOf(Admission.Granted.class);
    runFor(2 * SECOND);
    assertThat(flood).allMatch(CompletableFuture::isDone);
    assertThat(losses).isZero();
  }

  @Test
  void aSessionThatBeganBeforeAChangeDoesNotUndoIt() {
    Tenant small = tenant("t", new Starts(1, 1));
    CompletableFuture<Admission> before = admit(small);
    runFor(2 * SECOND);
    newest.put("t", tenant("t", new Starts(1, 50)));
    List<CompletableFuture<Admission>> after = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      after.add(admit(newest.get("t")));
    }
    runFor(100 * MILLI);
    assertThat(after).allMatch(it -> it.join() instanceof Admission.Granted);

    ((Admission.Granted) before.join()).permit().release(0);
    runFor(100 * MILLI);
    CompletableFuture<Admission> one = admit(newest.get("t"));
    runFor(100 * MILLI);

    assertThat(one.join()).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void audioThatIsOnItsWayWhenItsSessionEndsComesBackAndNoMore() {
    TenantLimits limits =
        new TenantLimits(2, Starts.NONE, new Audio(0, 60_000), Call.NONE, Enforcement.REFUSE);
    Tenant tenant = new Tenant("t", 1, limits, Access.EVERYTHING);
    List<Long> hops = List.of(0L, MILLI, 3 * MILLI, 4 * MILLI);
    for (long hop : hops) { // Before the question, on its way, answered, and heard of.
      CompletableFuture<Admission> admitted = admit(tenant);
      runFor(50 * MILLI);
      Permit permit = ((Admission.Granted) admitted.join()).permit();
      var _ = permit.draw(10_000);
      runFor(50 * MILLI);
      var _ = permit.draw(10_000);
      runFor(hop);
      permit.release(7_000);
      runFor(50 * MILLI);
    }
    runFor(2 * SECOND);

    CompletableFuture<QuotaUse> use = quotas.use(tenant).toCompletableFuture();
    runFor(50 * MILLI);
    assertThat(use.join()).isEqualTo(new QuotaUse(0, hops.size() * 7_000L));
  }

  private CompletableFuture<Admission> admit(Tenant tenant) {
    return quotas.admit(tenant, "c" + order++).toCompletableFuture();
  }

  private static Tenant tenant(String name, Starts starts) {
    return new Tenant(
        name,
        1,
        new TenantLimits(2_000, starts, Audio.NONE, Call.NONE, Enforcement.REFUSE),
        Access.EVERYTHING);
  }

  private int busy;
  private final List<Runnable> queue = new ArrayList<>();

  @Override
  public void ask(
      String tenant,
      List<String> words,
      Consumer<List<Long>> answered,
      Consumer<Throwable> failed) {
    asked++;
    tells += words.getFirst().equals("tell") ? 1 : 0;
    if (!up) {
      after(MILLI, () -> failed.accept(new RuntimeException("refused")));
      return;
    }
    queue.add(
        () ->
            answered.accept(
                tables.computeIfAbsent(tenant, _ -> new QuotaTable()).ask(words, now / 1_000)));
    serve();
  }

  private void serve() {
    while (busy < 4 && !queue.isEmpty()) {
      Runnable first = queue.removeFirst();
      busy++;
      after(
          3 * MILLI,
          () -> {
            busy--;
            first.run();
            serve();
          });
    }
  }

  private void runFor(long nanos) {
    long end = now + nanos;
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      now = event.at();
      event.task().run();
    }
    now = end;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    events.add(new Event(now, order++, task));
  }

  @Override
  public void after(long nanos, Runnable task) {
    events.add(new Event(now + nanos, order++, task));
  }
}
