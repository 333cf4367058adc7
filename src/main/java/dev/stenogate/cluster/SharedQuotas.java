package dev.stenogate.cluster;

import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.LocalQuotas;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.Permit.Draw;
import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.admission.QuotaReport;
import dev.stenogate.admission.QuotaRules;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.QuotaUse;
import dev.stenogate.admission.Quotas;
import dev.stenogate.admission.Usage;
import dev.stenogate.tenant.Tenant;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Quotas that replicas count together, by way of a {@link QuotaStore}: one question for each start,
 * one for each piece of audio. While the store cannot be reached each replica goes by its share,
 * and its own count; before it asks again it tells what it gave meanwhile. All on one thread.
 *
 * <p>Who has no limits is not asked for: it is counted here alone.
 */
public final class SharedQuotas implements Quotas {
  /** Longest pause before the store is tried again. */
  static final long BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long BACKOFF_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);

  /** Permits are renewed so many times before they end. */
  private static final int RENEWALS = 3;

  /** Fewer desks are not worth a look. */
  private static final int DESKS_KEPT = 64;

  private static final int INCARNATION_BYTES = 6;
  private static final Logger LOG = Logger.getLogger(SharedQuotas.class);

  private final Settings settings;
  private final Ticker ticker;
  private final RandomGenerator chance;
  private final LongSupplier epochMicros;
  private final QuotaObserver observer;
  private final LocalQuotas unlimited;
  private final Questions questions;
  private final String replica;

  // All below is touched on the ticker's thread only.
  private final Map<String, TenantDesk> desks = new HashMap<>();
  private int sweepAt = DESKS_KEPT;
  private boolean alone;
  private int failures; // in a row

  /**
   * What an operator sets.
   *
   * @param replica name of this replica, without white space
   * @param prefix of all keys
   * @param lease after which the permits of a replica that is gone are free again, at least 2 s;
   *     the same on all replicas
   * @param share what a replica gives while the store is away
   */
  public record Settings(String replica, String prefix, Duration lease, QuotaShare share) {}

  SharedQuotas(
      Settings settings,
      QuotaStore store,
      Ticker ticker,
      RandomGenerator chance,
      LongSupplier epochMicros,
      QuotaObserver observer) {
    this.settings = settings;
    this.ticker = ticker;
    this.chance = chance;
    this.epochMicros = epochMicros;
    this.observer = observer;
    this.unlimited = new LocalQuotas(QuotaShare.WHOLE, epochMicros, observer);
    this.questions = new Questions(store, ticker);
    byte[] incarnation = new byte[INCARNATION_BYTES];
    chance.nextBytes(incarnation);
    this.replica = settings.replica() + "/" + HexFormat.of().formatHex(incarnation) + "/";
    ticker.execute(this::renewInTime);
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
  public CompletionStage<Admission> admit(Tenant tenant, String callId) {
    if (QuotaRules.of(tenant.limits()).isUnlimited()) {
      return unlimited.admit(tenant, callId);
    }
    CompletableFuture<Admission> told = new CompletableFuture<>();
    ticker.execute(() -> admit(desk(tenant), new Held(tenant, replica + callId), told::complete));
    return told;
  }

  @Override
  public CompletionStage<QuotaUse> use(Tenant tenant) {
    if (QuotaRules.of(tenant.limits()).isUnlimited()) {
      return unlimited.use(tenant);
    }
    CompletableFuture<QuotaUse> told = new CompletableFuture<>();
    ticker.execute(() -> use(desk(tenant), usage -> told.complete(useOf(usage))));
    return told;
  }

  private static QuotaUse useOf(Usage usage) {
    return new QuotaUse(usage.sessions(), usage.dayMillis());
  }

  private void use(TenantDesk desk, Consumer<Usage> told) {
    if (alone) {
      told.accept(desk.usage(epochMicros.getAsLong()));
      return;
    }
    ask(
        desk,
        words(desk).use(),
        reply -> told.accept(reply.after()),
        () -> told.accept(desk.usage(epochMicros.getAsLong())));
  }

  private void admit(TenantDesk desk, Held permit, Consumer<Admission> told) {
    if (alone) {
      admitAlone(desk, permit, told);
      return;
    }
    ask(
        desk,
        desk.asksToAdmit(permit.id, words(desk)),
        reply -> {
          desk.answered();
          tell(permit.tenant, reply);
          if (reply.isGranted(permit.rules.refuses())) {
            desk.admitted(permit.id, epochMicros.getAsLong());
            told.accept(new Admission.Granted(permit));
          } else {
            told.accept(refused(permit.tenant, reply.exceeded(), reply.retryMicros()));
          }
        },
        () -> {
          desk.answered();
          admitAlone(desk, permit, told);
        });
  }

  private void admitAlone(TenantDesk desk, Held permit, Consumer<Admission> told) {
    long now = epochMicros.getAsLong();
    Usage before = desk.usage(now);
    Ruling ruling = desk.admitAlone(permit.id, now);
    QuotaReport.tell(observer, permit.tenant, ruling.exceeded(), before, desk.usage(now));
    told.accept(
        ruling.exceeded() == null || !permit.rules.refuses()
            ? new Admission.Granted(permit)
            : refused(permit.tenant, ruling.exceeded(), ruling.retryMicros()));
  }

  private static Admission refused(Tenant tenant, Limit limit, long retryMicros) {
    return new Admission.Refused(QuotaReport.exceeded(tenant, limit, retryMicros));
  }

  private void tell(Tenant tenant, QuotaReply reply) {
    QuotaReport.tell(observer, tenant, reply.exceeded(), reply.before(), reply.after());
  }

  private TenantDesk desk(Tenant tenant) {
    sweep();
    TenantDesk desk =
        desks.computeIfAbsent(tenant.name(), _ -> new TenantDesk(tenant, settings.share()));
    desk.update(tenant);
    return desk;
  }

  /** While nobody can be asked, what is known is kept: it is to be told yet. */
  private void sweep() {
    if (desks.size() > sweepAt && !alone) {
      long now = epochMicros.getAsLong();
      desks.values().removeIf(desk -> desk.isIdle(now));
      sweepAt = Math.max(DESKS_KEPT, 2 * desks.size());
    }
  }

  private QuotaWords words(TenantDesk desk) {
    return desk.words(settings.lease().toMillis());
  }

  private void ask(
      TenantDesk desk, List<String> words, Consumer<QuotaReply> answered, Runnable failed) {
    questions.ask(
        desk.tenant().name(),
        words,
        reply -> {
          desk.heard(reply.after(), epochMicros.getAsLong());
          answered.accept(reply);
        },
        why -> {
          lost(why);
          failed.run();
        });
  }

  private void lost(Throwable why) {
    if (alone) {
      return;
    }
    alone = true;
    failures = 0;
    observer.lost();
    LOG.warnf(
        "quotas: no answer of Redis (%s); this replica goes by its share of every limit",
        Reason.of(why));
    tryAgainLater();
    questions.giveUp();
  }

  private void tryAgainLater() {
    long most = Math.min(BACKOFF_NANOS, BACKOFF_NANOS_MIN << Math.min(++failures, 10));
    ticker.after(BACKOFF_NANOS_MIN + chance.nextLong(most), this::comeBack);
  }

  /** Tells all; who is not heard of by then is asked again from then on. */
  private void comeBack() {
    Return attempt = new Return(desks.size());
    if (desks.isEmpty()) {
      attempt.done();
    }
    List.copyOf(desks.values()).forEach(desk -> renew(desk, attempt::told, attempt::failed));
  }

  private void renew(TenantDesk desk, Runnable told, Consumer<Throwable> failed) {
    TenantDesk.Owed owed = desk.owed();
    questions.ask(
        desk.tenant().name(),
        desk.renewal(words(desk)),
        reply -> {
          desk.told(owed);
          desk.heard(reply.after(), epochMicros.getAsLong());
          told.run();
        },
        failed);
  }

  private void renewInTime() {
    ticker.after(settings.lease().toNanos() / RENEWALS, this::renewInTime);
    if (!alone) {
      List.copyOf(desks.values()).stream()
          .filter(TenantDesk::hasPermits)
          .forEach(desk -> renew(desk, () -> {}, this::lost));
    }
  }

  /** One try to tell all tenants' desks. */
  private final class Return {
    private int open;
    private boolean failed;

    Return(int open) {
      this.open = open;
    }

    void told() {
      open--;
      if (open == 0 && !failed) {
        done();
      }
    }

    void failed(Throwable why) {
      if (!failed) {
        failed = true;
        tryAgainLater();
      }
    }

    void done() {
      alone = false;
      LOG.info("quotas: Redis answers again");
      desks.values().stream()
          .filter(TenantDesk::hasUntoldPermits)
          .toList()
          .forEach(desk -> renew(desk, () -> {}, SharedQuotas.this::lost));
    }
  }

  /** A permit by its id in the store. */
  private final class Held implements Permit {
    private final Tenant tenant;
    private final QuotaRules rules;
    private final String id;
    private final AtomicBoolean released = new AtomicBoolean();
    private long drawnDay; // on the ticker's thread

    Held(Tenant tenant, String id) {
      this.tenant = tenant;
      this.rules = QuotaRules.of(tenant.limits());
      this.id = id;
    }

    @Override
    public boolean limitsAudio() {
      return rules.limitsAudio();
    }

    @Override
    public CompletionStage<Draw> draw(long audioMillis) {
      CompletableFuture<Draw> told = new CompletableFuture<>();
      ticker.execute(() -> draw(desk(tenant), audioMillis, told::complete));
      return told;
    }

    private void draw(TenantDesk desk, long audioMillis, Consumer<Draw> told) {
      if (alone) {
        drawAlone(desk, audioMillis, told);
        return;
      }
      ask(
          desk,
          words(desk).draw(audioMillis),
          reply -> {
            tell(tenant, reply);
            drawnDay = reply.after().day();
            desk.drew(reply.grantedMillis(), epochMicros.getAsLong());
            drawn(reply.grantedMillis(), reply.exceeded(), reply.retryMicros(), told);
          },
          () -> drawAlone(desk, audioMillis, told));
    }

    private void drawAlone(TenantDesk desk, long audioMillis, Consumer<Draw> told) {
      long now = epochMicros.getAsLong();
      Usage before = desk.usage(now);
      Ruling ruling = desk.drawAlone(audioMillis, now);
      QuotaReport.tell(observer, tenant, ruling.exceeded(), before, desk.usage(now));
      drawnDay = ruling.after().day();
      drawn(ruling.grantedMillis(), ruling.exceeded(), ruling.retryMicros(), told);
    }

    private void drawn(long millis, Limit exceeded, long retryMicros, Consumer<Draw> told) {
      if (millis > 0 && released.get()) {
        giveBack(millis); // The session ended while it was on its way.
      }
      told.accept(
          millis > 0
              ? new Draw.Granted(millis)
              : new Draw.Refused(QuotaReport.exceeded(tenant, exceeded, retryMicros)));
    }

    @Override
    public void release(long unheardMillis) {
      if (!released.compareAndSet(false, true)) {
        throw new IllegalStateException("a permit was given back twice");
      }
      ticker.execute(
          () -> {
            desk(tenant).released(id, 0, drawnDay, epochMicros.getAsLong());
            giveBack(unheardMillis);
          });
    }

    /** Tells of it; if nobody hears it the permit ends with its lease. */
    private void giveBack(long unheardMillis) {
      TenantDesk desk = desk(tenant);
      desk.gaveBack(unheardMillis, drawnDay, epochMicros.getAsLong());
      if (alone) {
        desk.owesLess(unheardMillis, drawnDay);
      } else {
        ask(desk, words(desk).release(id, unheardMillis, drawnDay), _ -> {}, () -> {});
      }
    }
  }
}
