package dev.stenogate.cluster;

import dev.stenogate.admission.Account;
import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.QuotaRules;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.Usage;
import dev.stenogate.tenant.Tenant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one replica knows of one tenant: the permits that it holds, what others do not know of yet,
 * and its own account, which counts all that it gave, so that it knows what its share has left when
 * nobody can be asked.
 */
final class TenantDesk {
  /** Permits that came back and were not told; those beyond it end with their lease. */
  static final int ENDED_MAX = 5_000;

  /** So long what was heard of its use is told again, 1 s. */
  static final long USE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final QuotaShare share;
  private final Set<String> permits = new LinkedHashSet<>();
  private final LinkedHashSet<String> ended = new LinkedHashSet<>();
  private Tenant tenant;
  private QuotaRules rules;
  private QuotaRules own; // this replica's share
  private Account account = Account.NEW;
  private int asking; // starts that wait for an answer
  private Usage heard; // null: nothing yet
  private long heardNanos;
  private long ownMillisThen;
  private Owed owed = Owed.NOTHING;
  private boolean renews; // its permits are to be told
  private boolean alone; // nobody is asked before all is told
  private Limit refused; // null: not lately
  private long refusedUntilNanos;

  /** All that is told at once. */
  record News(Owed owed, List<String> ended, List<String> permits) {}

  TenantDesk(Tenant tenant, QuotaShare share) {
    this.share = share;
    update(tenant);
  }

  /** The operator may have changed it. */
  void update(Tenant now) {
    if (!now.equals(tenant)) {
      tenant = now;
      rules = QuotaRules.of(now.limits());
      own = QuotaRules.of(share.of(now.limits()));
      refused = null;
    }
  }

  Tenant tenant() {
    return tenant;
  }

  /** Whether use beyond a limit is refused. */
  boolean refuses() {
    return rules.refuses();
  }

  QuotaWords words(long leaseMillis) {
    return new QuotaWords(leaseMillis, rules);
  }

  /** Asks for a start; see {@link #answered}. */
  List<String> asksToAdmit(SharedPermit permit, QuotaWords words) {
    List<String> asked =
        words.admit(
            permit.id(),
            permits.size() + asking,
            share.part(rules.sessionsMax()),
            permit.resumed());
    asking++;
    return asked;
  }

  /** The start was answered, or will not be. */
  void answered() {
    asking--;
  }

  /** What was heard of the tenant. */
  void heard(Usage usage, long nowMicros, long nowNanos) {
    heard = usage;
    heardNanos = nowNanos;
    Account now = account.at(own, nowMicros);
    ownMillisThen = now.day() == usage.day() ? now.dayMillis() : 0;
  }

  /** What was heard of it a moment ago; null: nothing. */
  Usage heardLately(long nowNanos) {
    return heard != null && nowNanos - heardNanos < USE_NANOS ? heard : null;
  }

  /** No start can be granted for so long. */
  void refused(Limit limit, long untilNanos) {
    refused = limit;
    refusedUntilNanos = untilNanos;
  }

  /** The limit that still says no; null: who knows. */
  Limit refusedYet(long nowNanos) {
    if (refused != null && refusedUntilNanos - nowNanos <= 0) {
      refused = null;
    }
    return refused;
  }

  long refusedUntilNanos() {
    return refusedUntilNanos;
  }

  void admitted(SharedPermit permit, long nowMicros) {
    permits.add(permit.id());
    account = permit.resumed() ? account.resumed() : account.begun(own, nowMicros);
  }

  void drew(long audioMillis, long nowMicros) {
    account = account.heard(own, audioMillis, nowMicros);
  }

  /** A start, by this replica's share alone. */
  Ruling admitAlone(SharedPermit permit, long nowMicros) {
    Ruling ruling = account.admit(shareNow(nowMicros), permit.resumed(), nowMicros);
    account = ruling.after();
    if (ruling.exceeded() == null || !own.refuses()) {
      permits.add(permit.id());
      owed = permit.resumed() ? owed : owed.start();
      renews = true;
    }
    return ruling;
  }

  /** Audio, by this replica's share alone. */
  Ruling drawAlone(long audioMillis, long nowMicros) {
    Ruling ruling = account.draw(shareNow(nowMicros), audioMillis, nowMicros);
    account = ruling.after();
    owed = owed.audio(ruling.grantedMillis(), account.day());
    return ruling;
  }

  /** A session is over. */
  void released(String permit) {
    permits.remove(permit);
    account = account.ended();
    if (ended.size() == ENDED_MAX) {
      ended.removeFirst();
    }
    ended.add(permit);
  }

  /** Audio came back. */
  void gaveBack(long unheardMillis, long drawnDay, long nowMicros) {
    account = account.giveBack(own, unheardMillis, drawnDay, nowMicros);
    owed = owed.audio(-unheardMillis, drawnDay);
  }

  Usage usage(long nowMicros) {
    return Usage.of(account, own, nowMicros);
  }

  /** Its permits are due. */
  void renew() {
    renews = !permits.isEmpty();
  }

  /** From now on it goes by its share, until all is told. */
  void beAlone() {
    alone = true;
    renew();
  }

  boolean isAlone() {
    return alone;
  }

  boolean holdsPermits() {
    return !permits.isEmpty();
  }

  boolean hasNews() {
    return alone || renews || !owed.isNothing() || !ended.isEmpty();
  }

  /** All that others have to know; see {@link #told}, {@link #notTold}, {@link #maybeTold}. */
  News news() {
    News news = new News(owed, List.copyOf(ended), renews ? List.copyOf(permits) : List.of());
    renews = false;
    return news;
  }

  /** Others know. */
  void told(News news) {
    alone = false;
    owed = owed.minus(news.owed());
    news.ended().forEach(ended::remove);
  }

  /** Who knows. Audio that came back is not told twice: that would go beyond limits. */
  void maybeTold(News news) {
    owed = owed.minus(news.owed().onlyOnce());
    notTold(news);
  }

  /** They do not. */
  void notTold(News news) {
    renews |= !news.permits().isEmpty();
  }

  boolean isIdle(long nowMicros) {
    return permits.isEmpty() && asking == 0 && !hasNews() && account.isIdle(nowMicros);
  }

  /**
   * This replica's share. Of the day's audio it is an equal part of what was left when others were
   * heard last: calls that run are not ended because they all came to one replica.
   */
  private QuotaRules shareNow(long nowMicros) {
    boolean isOfToday = heard != null && account.at(own, nowMicros).day() == heard.day();
    if (rules.audioPerDayMillis() == 0 || !isOfToday) {
      return own;
    }
    long left = share.part(Math.max(0, rules.audioPerDayMillis() - heard.dayMillis()));
    return own.withPerDay(Math.max(1, ownMillisThen + left)); // 0 would be no limit.
  }
}
