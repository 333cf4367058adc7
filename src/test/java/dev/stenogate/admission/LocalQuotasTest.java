package dev.stenogate.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Permit.Draw;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.TenantLimits.Audio;
import dev.stenogate.tenant.TenantLimits.Call;
import dev.stenogate.tenant.TenantLimits.Enforcement;
import dev.stenogate.tenant.TenantLimits.Starts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalQuotasTest {
  private static final long DAY = QuotaRules.DAY_MICROS;

  private final List<String> heard = new ArrayList<>();
  private long micros = 20_000 * DAY;
  private final LocalQuotas quotas =
      new LocalQuotas(QuotaShare.WHOLE, it -> it, () -> micros, new Recorder());

  @Test
  void aPermitThatComesBackIsAnothersToHave() {
    Tenant tenant = tenant("a", 2, new Enforcement(true, 1));
    Permit one = granted(quotas, tenant);
    granted(quotas, tenant);
    assertThat(admit(quotas, tenant)).isEqualTo(refused(Limit.SESSIONS, 2));

    one.release(0);

    granted(quotas, tenant);
    assertThat(heard).containsExactly("a refused sessions-max");
  }

  @Test
  void aPermitThatComesBackTwiceIsADefect() {
    Permit permit = granted(quotas, tenant("a", 2, new Enforcement(true, 1)));
    permit.release(0);

    assertThatIllegalStateException().isThrownBy(() -> permit.release(0));
  }

  @Test
  void tenantsDoNotTouchEachOthersLimits() {
    granted(quotas, tenant("a", 1, new Enforcement(true, 1)));

    granted(quotas, tenant("b", 1, new Enforcement(true, 1)));
  }

  @Test
  void inShadowModeWhatWouldBeRefusedIsCountedAndLetThrough() {
    Tenant tenant = tenant("a", 1, new Enforcement(false, 1));
    granted(quotas, tenant);
    granted(quotas, tenant);

    assertThat(heard).containsExactly("a would refuse sessions-max");
    assertThat(use(quotas, tenant).sessions()).isEqualTo(2);
  }

  @Test
  void aSoftLimitIsToldWhenUseGoesOverItAndNotAgainBeforeItWasBelow() {
    Tenant tenant = tenant("a", 4, new Enforcement(true, 0.5));
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      permits.add(granted(quotas, tenant));
    }
    assertThat(heard).containsExactly("a soft sessions-max");

    permits.forEach(permit -> permit.release(0));
    for (int i = 0; i < 3; i++) {
      granted(quotas, tenant);
    }

    assertThat(heard).containsExactly("a soft sessions-max", "a soft sessions-max");
  }

  @Test
  void anOperatorsChangeHoldsForTheNextCall() {
    granted(quotas, tenant("a", 1, new Enforcement(true, 1)));

    granted(quotas, tenant("a", 2, new Enforcement(true, 1)));
  }

  @Test
  void aSessionThatBeganBeforeAChangeDoesNotCutDebtsToTheLimitsOfThen() {
    Enforcement refuse = new Enforcement(true, 1);
    Tenant small = tenant("a", 0, new Starts(1, 1), new Audio(60_000, 0), refuse);
    Tenant large = tenant("a", 0, new Starts(1, 50), new Audio(60_000, 0), refuse);
    List<Tenant> holds = new ArrayList<>(List.of(small));
    LocalQuotas changed =
        new LocalQuotas(QuotaShare.WHOLE, _ -> holds.getFirst(), () -> micros, QuotaObserver.NONE);
    Permit before = granted(changed, small);
    holds.set(0, large);
    micros += 1_000_000;
    for (int i = 0; i < 50; i++) {
      granted(changed, large);
    }

    draw(before, 1_000);
    before.release(0);

    assertThat(admit(changed, small)).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void audioIsCountedForTheDayAndComesBackUnheard() {
    Tenant tenant = tenant("a", 0, Starts.NONE, new Audio(0, 15_000), new Enforcement(true, 1));
    Permit permit = granted(quotas, tenant);

    assertThat(draw(permit, 10_000)).isEqualTo(new Draw.Granted(10_000));
    assertThat(draw(permit, 10_000)).isEqualTo(new Draw.Granted(5_000));
    assertThat(draw(permit, 10_000))
        .isEqualTo(new Draw.Refused(new Exceeded(Limit.AUDIO_PER_DAY, 15, DAY * 1_000)));
    permit.release(9_000); // Of 15 s.

    assertThat(use(quotas, tenant)).isEqualTo(new QuotaUse(0, 9_000));
  }

  @Test
  void aReplicaHasItsShareAndAtLeastOne() {
    QuotaShare share = new QuotaShare(3, 1);
    LocalQuotas third = new LocalQuotas(share, it -> it, () -> micros, QuotaObserver.NONE);
    Tenant eight = tenant("eight", 8, new Enforcement(true, 1));
    Tenant one = tenant("one", 1, new Enforcement(true, 1));
    for (int i = 0; i < 3; i++) {
      granted(third, eight);
    }
    granted(third, one);

    assertThat(admit(third, eight)).isEqualTo(refused(Limit.SESSIONS, 8));
    assertThat(new QuotaShare(3, 0).part(8) + share.part(8) + new QuotaShare(3, 2).part(8))
        .isEqualTo(8);
  }

  @Test
  void accountsOfTenantsThatAreGoneAreDropped() {
    for (int i = 0; i < 1_000; i++) {
      granted(quotas, tenant("t" + i, 1, new Enforcement(true, 1))).release(0);
    }

    assertThat(quotas.size()).isLessThan(150);
  }

  @Test
  void manyThreadsGetNoMoreThanThereIs() throws Exception {
    Tenant tenant = tenant("a", 5, new Enforcement(true, 1));
    LocalQuotas shared =
        new LocalQuotas(QuotaShare.WHOLE, it -> it, () -> micros, QuotaObserver.NONE);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(
            () -> {
              for (int n = 0; n < 20_000; n++) {
                if (admit(shared, tenant) instanceof Admission.Granted(Permit permit)) {
                  most.accumulateAndGet(held.incrementAndGet(), Math::max);
                  held.decrementAndGet();
                  permit.release(0);
                }
              }
            });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(most.get()).isLessThanOrEqualTo(5);
    assertThat(use(shared, tenant).sessions()).isZero();
  }

  private static Admission.Refused refused(Limit limit, double value) {
    return new Admission.Refused(new Exceeded(limit, value, 0));
  }

  private static Admission admit(Quotas quotas, Tenant tenant) {
    return quotas.admit(tenant, "c").toCompletableFuture().join();
  }

  private static Permit granted(Quotas quotas, Tenant tenant) {
    return ((Admission.Granted) admit(quotas, tenant)).permit();
  }

  private static Draw draw(Permit permit, long millis) {
    return permit.draw(millis).toCompletableFuture().join();
  }

  private static QuotaUse use(Quotas quotas, Tenant tenant) {
    return quotas.use(tenant).toCompletableFuture().join();
  }

  private static Tenant tenant(String name, int sessionsMax, Enforcement enforcement) {
    return tenant(name, sessionsMax, Starts.NONE, Audio.NONE, enforcement);
  }

  private static Tenant tenant(
      String name, int sessionsMax, Starts starts, Audio audio, Enforcement enforcement) {
    return new Tenant(
        name,
        1,
        new TenantLimits(sessionsMax, starts, audio, Call.NONE, enforcement),
        Access.EVERYTHING);
  }

  private final class Recorder implements QuotaObserver {
    @Override
    public void refused(String tenant, Limit limit) {
      heard.add(tenant + " refused " + limit.label());
    }

    @Override
    public void wouldRefuse(String tenant, Limit limit) {
      heard.add(tenant + " would refuse " + limit.label());
    }

    @Override
    public void softPassed(String tenant, Limit limit) {
      heard.add(tenant + " soft " + limit.label());
    }

    @Override
    public void lost() {
      heard.add("lost");
    }
  }
}
