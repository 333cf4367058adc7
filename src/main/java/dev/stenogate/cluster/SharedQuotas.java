package dev.stenogate.cluster;

import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.LocalQuotas;
import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.admission.QuotaReport;
import dev.stenogate.admission.QuotaRules;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.QuotaUse;
import dev.stenogate.admission.Quotas;
import dev.stenogate.admission.Usage;
import dev.stenogate.cluster.Questions.Asked;
import dev.stenogate.cluster.Questions.Unanswered;
import dev.stenogate.tenant.Tenant;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Quotas that replicas count together, by way of a {@link QuotaStore}: one question for each start,
 * one for each piece of audio; what comes back is told ({@link Renewals}). While the store cannot
 * be reached each replica goes by its share, and its own count; before it asks again for a tenant
 * it tells what it gave meanwhile. All on one thread.
 *
 * <p>Who has no limits is not asked for: it is counted here alone.
 */
public final class SharedQuotas implements Quotas {
  /** Fewer desks are not worth a look. */
  private static final int DESKS_KEPT = 64;

  private static final int INCARNATION_BYTES = 6;

  /** As many starts of the tenant wait for an answer as may: it comes back in a second. */
  private static final Exceeded TOO_MANY =
      new Exceeded(Limit.WAITING, Questions.OF_ONE_MAX, TimeUnit.SECONDS.toNanos(1));

  private final Settings settings;
  private final Ticker ticker;
  private final LongSupplier epochMicros;
  private final QuotaObserver observer;
  private final LocalQuotas unlimited;
  private final Questions questions;
  private final Renewals renewals;
  private final String replica;

  // All below is touched on the ticker's thread only.
  private final Map<String, TenantDesk> desks = new HashMap<>();
  private int sweepAt = DESKS_KEPT;

  /**
   * What an operator sets.
   *
   * @param replica name of this replica, without white space
   * @param prefix of all keys
   * @param lease after which the permits of a replica that is gone are free again, at least 2 s;
   *     the same on all replicas
   * @param share what a replica gives while the store is away
   * @param newest a tenant as it is now, itself where it is gone: sessions and calls that are under
   *     way know it as it was. Any thread
   */
  public record Settings(
      String replica,
      String prefix,
      Duration lease,
      QuotaShare share,
      UnaryOperator<Tenant> newest) {}

  SharedQuotas(
      Settings settings,
      QuotaStore store,
      Ticker ticker,
      RandomGenerator chance,
      LongSupplier epochMicros,
      QuotaObserver observer) {
    this.settings = settings;
    this.ticker = ticker;
    this.epochMicros = epochMicros;
    this.observer = observer;
    this.unlimited = new LocalQuotas(QuotaShare.WHOLE, settings.newest(), epochMicros, observer);
    this.questions = new Questions(store, ticker);
    byte[] incarnation = new byte[INCARNATION_BYTES];
    chance.nextBytes(incarnation);
    this.replica = settings.replica() + "/" + HexFormat.of().formatHex(incarnation) + "/";
    this.renewals = new Renewals(questions, ticker, chance, observer, new Told());
    ticker.execute(() -> renewals.start(settings.lease().toNanos()));
  }

  /**
   * By way of Redis.
   *
   * @param chance for pauses, and for what tells this process from others of its name
   * @param epochMicros microseconds since the epoch; counts only while Redis is away
   */
  public static SharedQuotas by(
      Redis redis,
      Vertx vertx,
      Settings settings,
      RandomGenerator chance,
      LongSupplier epochMicros,
      QuotaObserver observer) {
    return new SharedQuotas(
        settings,
        new RedisQuotaStore(redis, Script.load(Script.QUOTAS), settings.prefix()),
        new VertxTicker(vertx),
        chance,
        epochMicros,
        observer);
  }

  @Override
  public CompletionStage<Admission> admit(Tenant tenant, String callId, boolean resumed) {
    if (isUnlimited(tenant)) {
      return unlimited.admit(tenant, callId, resumed);
    }
    CompletableFuture<Admission> told = new CompletableFuture<>();
    ticker.execute(
        () -> admit(new SharedPermit(this, tenant, replica + callId, resumed), told::complete));
    return told;
  }

  @Override
  public CompletionStage<QuotaUse> use(Tenant tenant) {
    if (isUnlimited(tenant)) {
      return unlimited.use(tenant);
    }
    CompletableFuture<QuotaUse> told = new CompletableFuture<>();
    ticker.execute(() -> use(desk(tenant), usage -> told.complete(useOf(usage))));
    return told;
  }

  private boolean isUnlimited(Tenant tenant) {
    return QuotaRules.of(settings.newest().apply(tenant).limits()).isUnlimited();
  }

  private static QuotaUse useOf(Usage usage) {
    return new QuotaUse(usage.sessions(), usage.dayMillis());
  }

  private void use(TenantDesk desk, Consumer<Usage> told) {
    Usage lately = desk.heardLately(ticker.nanoTime());
    if (isAlone(desk)) {
      told.accept(desk.usage(nowMicros()));
    } else if (lately != null) {
      told.accept(lately);
    } else {
      ask(
          desk,
          words(desk).use(),
          reply -> told.accept(reply.after()),
          _ -> told.accept(desk.usage(nowMicros())));
    }
  }

  private void admit(SharedPermit permit, Consumer<Admission> told) {
    TenantDesk desk = desk(permit.tenant());
    long askedNanos = ticker.nanoTime();
    Limit refusedYet = desk.refusedYet(askedNanos);
    if (isAlone(desk)) {
      admitAlone(desk, permit, told);
    } else if (refusedYet != null && !permit.resumed()) {
      refuse(desk, refusedYet, (desk.refusedUntilNanos() - askedNanos) / 1_000, told);
    } else {
      ask(
          desk,
          desk.asksToAdmit(permit, words(desk)),
          reply -> {
            desk.answered();
            answered(desk, permit, askedNanos, reply, told);
          },
          why -> {
            desk.answered();
            unanswered(desk, permit, why, told);
          });
    }
  }

  private void answered(
      TenantDesk desk,
      SharedPermit permit,
      long askedNanos,
      QuotaReply reply,
      Consumer<Admission> told) {
    tell(desk, reply.exceeded(), reply.before(), reply.after());
    if (reply.isGranted(desk.refuses())) {
      desk.admitted(permit, nowMicros());
      told.accept(new Admission.Granted(permit));
      return;
    }
    // A start that comes back does not exist, audio that does is some: that is asked for again
    // soon.
    long micros = reply.exceeded() == Limit.STARTS ? reply.retryMicros() : 0;
    if (micros > 0) {
      desk.refused(reply.exceeded(), askedNanos + TimeUnit.MICROSECONDS.toNanos(micros));
    }
    told.accept(refused(desk, reply.exceeded(), reply.retryMicros()));
  }

  private void unanswered(
      TenantDesk desk, SharedPermit permit, Unanswered why, Consumer<Admission> told) {
    if (why instanceof Unanswered.TooMany && desk.refuses()) {
      observer.refused(desk.tenant().name(), Limit.WAITING);
      told.accept(new Admission.Refused(TOO_MANY));
    } else {
      admitAlone(desk, permit, told);
    }
  }

  private void admitAlone(TenantDesk desk, SharedPermit permit, Consumer<Admission> told) {
    long now = nowMicros();
    Usage before = desk.usage(now);
    Ruling ruling = desk.admitAlone(permit, now);
    tell(desk, ruling.exceeded(), before, desk.usage(now));
    if (ruling.exceeded() == null || !desk.refuses()) {
      renewals.gaveAlone(desk);
      told.accept(new Admission.Granted(permit));
    } else {
      told.accept(refused(desk, ruling.exceeded(), ruling.retryMicros()));
    }
  }

  private void refuse(TenantDesk desk, Limit limit, long micros, Consumer<Admission> told) {
    observer.refused(desk.tenant().name(), limit);
    told.accept(refused(desk, limit, micros));
  }

  private static Admission refused(TenantDesk desk, Limit limit, long retryMicros) {
    return new Admission.Refused(QuotaReport.exceeded(desk.tenant(), limit, retryMicros));
  }

  /** Tells the observer what a step did. */
  void tell(TenantDesk desk, Limit exceeded, Usage before, Usage after) {
    QuotaReport.tell(observer, desk.tenant(), exceeded, before, after);
  }

  /** Does it soon, on the one thread. */
  void execute(Runnable task) {
    ticker.execute(task);
  }

  long nowMicros() {
    return epochMicros.getAsLong();
  }

  Renewals renewals() {
    return renewals;
  }

  boolean isAlone(TenantDesk desk) {
    return renewals.isAlone(desk);
  }

  /** A tenant's. */
  TenantDesk desk(Tenant tenant) {
    sweep();
    TenantDesk desk =
        desks.computeIfAbsent(tenant.name(), _ -> new TenantDesk(tenant, settings.share()));
    desk.update(settings.newest().apply(tenant));
    return desk;
  }

  /** What is to be told yet is kept. */
  private void sweep() {
    if (desks.size() > sweepAt) {
      long now = nowMicros();
      desks.values().removeIf(desk -> desk.isIdle(now));
      sweepAt = Math.max(DESKS_KEPT, 2 * desks.size());
    }
  }

  QuotaWords words(TenantDesk desk) {
    return desk.words(settings.lease().toMillis());
  }

  /** Asks; one of the two hears of it. */
  void ask(
      TenantDesk desk,
      List<String> words,
      Consumer<QuotaReply> answered,
      Consumer<Unanswered> failed) {
    questions.ask(
        new Asked(desk.tenant().name(), words, false),
        reply -> {
          heard(desk, reply);
          answered.accept(reply);
        },
        why -> {
          renewals.failed(why);
          failed.accept(why);
        });
  }

  private void heard(TenantDesk desk, QuotaReply reply) {
    desk.heard(reply.after(), nowMicros(), ticker.nanoTime());
  }

  private final class Told implements Renewals.Desks {
    @Override
    public Collection<TenantDesk> all() {
      return desks.values();
    }

    @Override
    public QuotaWords words(TenantDesk desk) {
      desk.update(settings.newest().apply(desk.tenant()));
      return SharedQuotas.this.words(desk);
    }

    @Override
    public void heard(TenantDesk desk, QuotaReply reply) {
      SharedQuotas.this.heard(desk, reply);
    }
  }
}
