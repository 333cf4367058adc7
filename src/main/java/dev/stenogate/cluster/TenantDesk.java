package dev.stenogate.cluster;

import dev.stenogate.admission.Account;
import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.QuotaRules;
import dev.stenogate.admission.QuotaShare;
import dev.stenogate.admission.Usage;
import dev.stenogate.tenant.Tenant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one replica knows of one tenant: the permits that it holds, what it gave by itself and has
 * not told yet, and its own account, which counts all that it gave, so that it knows what its share
 * has left when nobody can be asked.
 */
final class TenantDesk {
  private final QuotaShare share;
  private final Set<String> permits = new LinkedHashSet<>();
  private Tenant tenant;
  private QuotaRules rules;
  private QuotaRules own; // this replica's share
  private Account account = Account.NEW;
  private int asking; // starts that wait for an answer
  private long heardDay = -1;
  private long heardMillis; // the tenant's audio of that day, over all replicas
  private long ownMillisThen;
  private Owed owed = Owed.NOTHING;
  private boolean untold; // a permit was given that nobody else knows of

  /**
   * What was given while nobody could be asked.
   *
   * @param day of the audio
   */
  record Owed(long starts, long audioMillis, long day) {
    static final Owed NOTHING = new Owed(0, 0, 0);

    Owed start() {
      return new Owed(starts + 1, audioMillis, day);
    }

    Owed audio(long moreMillis, long today) {
      return new Owed(starts, Math.max(0, (day == today ? audioMillis : 0) + moreMillis), today);
    }

    Owed minus(Owed told) {
      long left = day == told.day ? audioMillis - told.audioMillis : audioMillis;
      return new Owed(starts - told.starts, Math.max(0, left), day);
    }
  }

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
    }
  }

  Tenant tenant() {
    return tenant;
  }

  QuotaWords words(long leaseMillis) {
    return new QuotaWords(leaseMillis, rules);
  }

  /** Asks for a start; see {@link #answered}. */
  List<String> asksToAdmit(String permit, QuotaWords words) {
    List<String> asked =
        words.admit(permit, permits.size() + asking, share.part(rules.sessionsMax()));
    asking++;
    return asked;
  }

  /** The start was answered, or will not be. */
  void answered() {
    asking--;
  }

  /** What was heard of the tenant. */
  void heard(Usage usage, long nowMicros) {
    heardDay = usage.day();
    heardMillis = usage.dayMillis();
    Account now = account.at(own, nowMicros);
    ownMillisThen = now.day() == heardDay ? now.dayMillis() : 0;
  }

  void admitted(String permit, long nowMicros) {
    permits.add(permit);
    account = account.begun(own, nowMicros);
  }

  void drew(long audioMillis, long nowMicros) {
    account = account.heard(own, audioMillis, nowMicros);
  }

  /** A start, by this replica's share alone. */
  Ruling admitAlone(String permit, long nowMicros) {
    Ruling ruling = account.admit(alone(nowMicros), nowMicros);
    account = ruling.after();
    if (ruling.exceeded() == null || !own.refuses()) {
      permits.add(permit);
      owed = owed.start();
      untold = true;
    }
    return ruling;
  }

  /** Audio, by this replica's share alone. */
  Ruling drawAlone(long audioMillis, long nowMicros) {
    Ruling ruling = account.draw(alone(nowMicros), audioMillis, nowMicros);
    account = ruling.after();
    owed = owed.audio(ruling.grantedMillis(), account.day());
    return ruling;
  }

  /** A session is over. */
  void released(String permit, long unheardMillis, long drawnDay, long nowMicros) {
    permits.remove(permit);
    account = account.ended();
    gaveBack(unheardMillis, drawnDay, nowMicros);
  }

  /** Audio came back. */
  void gaveBack(long unheardMillis, long drawnDay, long nowMicros) {
    account = account.giveBack(own, unheardMillis, drawnDay, nowMicros);
  }

  /** It did, and nobody could be told. */
  void owesLess(long unheardMillis, long drawnDay) {
    if (drawnDay == owed.day()) {
      owed = owed.audio(-unheardMillis, drawnDay);
    }
  }

  Usage usage(long nowMicros) {
    return Usage.of(account, own, nowMicros);
  }

  Owed owed() {
    return owed;
  }

  /** Says all that others have to know. */
  List<String> renewal(QuotaWords words) {
    untold = false;
    return words.renew(owed.starts(), owed.audioMillis(), owed.day(), permits);
  }

  /** Others know. */
  void told(Owed what) {
    owed = owed.minus(what);
  }

  boolean hasUntoldPermits() {
    return untold;
  }

  boolean hasPermits() {
    return !permits.isEmpty();
  }

  boolean isIdle(long nowMicros) {
    return permits.isEmpty() && asking == 0 && account.isIdle(nowMicros);
  }

  /**
   * This replica's share. Of the day's audio it is an equal part of what was left when others were
   * heard last: calls that run are not ended because they all came to one replica.
   */
  private QuotaRules alone(long nowMicros) {
    if (rules.audioPerDayMillis() == 0 || account.at(own, nowMicros).day() != heardDay) {
      return own;
    }
    long left = share.part(Math.max(0, rules.audioPerDayMillis() - heardMillis));
    return new QuotaRules(
        own.sessionsMax(),
        own.startCostMicros(),
        own.startCapacityMicros(),
        own.audioPerMinuteMillis(),
        Math.max(1, ownMillisThen + left), // 0 would be no limit.
        own.refuses());
  }
}
