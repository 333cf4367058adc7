package dev.stenogate.admission;

import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Permit.Draw;
import dev.stenogate.tenant.Tenant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Quotas that one replica counts by itself, each tenant's {@link Account} swapped atomically. Of
 * tenants that use nothing and have used nothing today no account is kept, so there are at most
 * twice as many as tenants called in a day.
 */
public final class LocalQuotas implements Quotas {
  private static final int ACCOUNTS_KEPT = 64; // Fewer are not worth a look.

  private final QuotaShare share;
  private final UnaryOperator<Tenant> newest;
  private final LongSupplier epochMicros;
  private final QuotaObserver observer;
  private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();
  private volatile int sweepAt = ACCOUNTS_KEPT;

  /**
   * @param share of each limit that is this replica's
   * @param newest a tenant as it is now, itself where it is gone: sessions and calls that are under
   *     way know it as it was. Any thread
   * @param epochMicros microseconds since the epoch; may leap
   */
  public LocalQuotas(
      QuotaShare share,
      UnaryOperator<Tenant> newest,
      LongSupplier epochMicros,
      QuotaObserver observer) {
    this.share = share;
    this.newest = newest;
    this.epochMicros = epochMicros;
    this.observer = observer;
  }

  @Override
  public CompletionStage<Admission> admit(Tenant caller, String callId, boolean resumed) {
    Tenant tenant = newest.apply(caller);
    QuotaRules rules = rules(tenant);
    Ruling ruling = rule(tenant, rules, (account, now) -> account.admit(rules, resumed, now));
    sweep();
    boolean refused = ruling.exceeded() != null && rules.refuses();
    return CompletableFuture.completedStage(
        refused
            ? new Admission.Refused(
                QuotaReport.exceeded(tenant, ruling.exceeded(), ruling.retryMicros()))
            : new Admission.Granted(new Held(tenant, rules.limitsAudio())));
  }

  @Override
  public CompletionStage<QuotaUse> use(Tenant tenant) {
    Account account =
        accounts
            .getOrDefault(tenant.name(), Account.NEW)
            .at(QuotaRules.of(newest.apply(tenant).limits()), epochMicros.getAsLong());
    return CompletableFuture.completedStage(new QuotaUse(account.sessions(), account.dayMillis()));
  }

  /** Accounts that are kept. */
  int size() {
    return accounts.size();
  }

  private QuotaRules rules(Tenant tenant) {
    return QuotaRules.of(share.of(tenant.limits()));
  }

  private interface Rule {
    Ruling of(Account account, long nowMicros);
  }

  private Ruling rule(Tenant tenant, QuotaRules rules, Rule rule) {
    AtomicReference<Ruling> made = new AtomicReference<>();
    AtomicReference<Usage> used = new AtomicReference<>();
    long now = epochMicros.getAsLong();
    change(
        tenant,
        before -> {
          used.setPlain(Usage.of(before, rules, now));
          made.setPlain(rule.of(before, now));
          return made.getPlain().after();
        });
    Ruling ruling = made.getPlain();
    QuotaReport.tell(
        observer, tenant, ruling.exceeded(), used.getPlain(), Usage.of(ruling.after(), rules, now));
    return ruling;
  }

  private void change(Tenant tenant, UnaryOperator<Account> change) {
    accounts.compute(
        tenant.name(), (_, account) -> change.apply(account == null ? Account.NEW : account));
  }

  private void sweep() {
    if (accounts.size() > sweepAt) {
      long now = epochMicros.getAsLong();
      accounts.values().removeIf(account -> account.isIdle(now));
      sweepAt = Math.max(ACCOUNTS_KEPT, 2 * accounts.size());
    }
  }

  private final class Held implements Permit {
    private final Tenant admitted;
    private final boolean limitsAudio;
    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicLong drawnMillis = new AtomicLong();
    private volatile long drawnDay;

    Held(Tenant admitted, boolean limitsAudio) {
      this.admitted = admitted;
      this.limitsAudio = limitsAudio;
    }

    @Override
    public boolean limitsAudio() {
      return limitsAudio;
    }

    @Override
    public CompletionStage<Draw> draw(long audioMillis) {
      Tenant tenant = newest.apply(admitted);
      QuotaRules rules = rules(tenant);
      Ruling ruling = rule(tenant, rules, (account, now) -> account.draw(rules, audioMillis, now));
      drawnMillis.addAndGet(ruling.grantedMillis());
      drawnDay = ruling.after().day();
      return CompletableFuture.completedStage(
          ruling.grantedMillis() > 0
              ? new Draw.Granted(ruling.grantedMillis())
              : new Draw.Refused(
                  QuotaReport.exceeded(tenant, ruling.exceeded(), ruling.retryMicros())));
    }

    @Override
    public void release(long heardMillis) {
      if (!released.compareAndSet(false, true)) {
        throw new IllegalStateException("a permit was given back twice");
      }
      long now = epochMicros.getAsLong();
      long unheardMillis = drawnMillis.get() - heardMillis;
      QuotaRules rules = rules(newest.apply(admitted));
      change(admitted, account -> account.ended().giveBack(rules, unheardMillis, drawnDay, now));
    }
  }
}
