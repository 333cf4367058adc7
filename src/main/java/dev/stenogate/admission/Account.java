package dev.stenogate.admission;

import dev.stenogate.admission.Exceeded.Limit;

/**
 * What a tenant has used: a value. Buckets are known by the moment at which they will be full again
 * (GCRA), so that nothing has to be refilled. The same rules run in Redis as {@code quotas.lua}.
 *
 * @param sessions that run
 * @param startsFullMicros when the bucket of starts is full
 * @param audioFullMicros when the bucket of audio is full
 * @param day days since the epoch, in UTC
 * @param dayMillis audio of that day
 */
public record Account(
    int sessions, long startsFullMicros, long audioFullMicros, long day, long dayMillis) {
  /** Of a tenant that was never here. */
  public static final Account NEW = new Account(0, 0, 0, 0, 0);

  /**
   * What came of asking.
   *
   * @param after the account from then on
   * @param exceeded the limit that says no; null: none does
   * @param retryMicros when coming back may help; 0: not known
   * @param grantedMillis audio that was drawn; 0 for a start
   */
  public record Ruling(Account after, Limit exceeded, long retryMicros, long grantedMillis) {}

  /** As it stands now: of today, and no bucket emptier than empty. */
  public Account at(QuotaRules rules, long nowMicros) {
    long today = Math.floorDiv(nowMicros, QuotaRules.DAY_MICROS);
    return new Account(
        sessions,
        nowMicros + debt(startsFullMicros, rules.startCapacityMicros(), nowMicros),
        nowMicros + debt(audioFullMicros, rules.audioCapacityMicros(), nowMicros),
        today,
        day == today ? dayMillis : 0);
  }

  /**
   * One more session, if every limit has room. A limit that holds longest is named first. Where
   * limits do not refuse, the session is counted all the same; the bucket of starts gives only what
   * it has, so that what would have been refused is as much as if it had been.
   */
  public Ruling admit(QuotaRules rules, long nowMicros) {
    return admit(rules, false, nowMicros);
  }

  /**
   * The same.
   *
   * @param resumed whether its start was paid for before
   */
  public Ruling admit(QuotaRules rules, boolean resumed, long nowMicros) {
    Account now = at(rules, nowMicros);
    Limit inTheWay = now.inTheWay(rules, nowMicros);
    Limit exceeded = resumed && inTheWay == Limit.STARTS ? null : inTheWay;
    if (exceeded != null && rules.refuses()) {
      return new Ruling(now, exceeded, now.retryMicros(exceeded, rules, nowMicros), 0);
    }
    boolean pays = !resumed && now.hasStart(rules, nowMicros);
    Account after =
        new Account(
            sessions + 1,
            now.startsFullMicros + (pays ? rules.startCostMicros() : 0),
            now.audioFullMicros,
            now.day,
            now.dayMillis);
    return new Ruling(after, exceeded, 0, 0);
  }

  /**
   * Audio, as much of what was asked for as there is.
   *
   * @param askedMillis above 0
   */
  public Ruling draw(QuotaRules rules, long askedMillis, long nowMicros) {
    Account now = at(rules, nowMicros);
    long left =
        rules.audioPerDayMillis() > 0 ? rules.audioPerDayMillis() - now.dayMillis : askedMillis;
    long room = now.room(rules, askedMillis, nowMicros);
    Limit exceeded =
        left <= 0
            ? Limit.AUDIO_PER_DAY
            : room < Math.min(rules.leastMillis(askedMillis), left) ? Limit.AUDIO_PER_MINUTE : null;
    if (exceeded == null) {
      long granted = Math.min(askedMillis, Math.min(left, room));
      long cost = rules.audioCostMicros(granted);
      return new Ruling(now.drawn(granted, cost), null, 0, granted);
    }
    return rules.refuses()
        ? new Ruling(now, exceeded, now.retryMicros(exceeded, rules, nowMicros), 0)
        : new Ruling(now.drawn(askedMillis, 0), exceeded, 0, askedMillis);
  }

  /** With a session that others let begin. The bucket of starts gives what it has. */
  public Account begun(QuotaRules rules, long nowMicros) {
    Account now = at(rules, nowMicros);
    long debt = now.startsFullMicros - nowMicros + rules.startCostMicros();
    return new Account(
        sessions + 1,
        nowMicros + Math.min(debt, rules.startCapacityMicros()),
        now.audioFullMicros,
        now.day,
        now.dayMillis);
  }

  /** With a session that others let go on. */
  public Account resumed() {
    return new Account(sessions + 1, startsFullMicros, audioFullMicros, day, dayMillis);
  }

  /** With audio that others granted. The bucket of audio gives what it has. */
  public Account heard(QuotaRules rules, long audioMillis, long nowMicros) {
    Account now = at(rules, nowMicros);
    return now.giveBack(rules, -audioMillis, now.day, nowMicros);
  }

  /** One session less. */
  public Account ended() {
    return new Account(
        Math.max(0, sessions - 1), startsFullMicros, audioFullMicros, day, dayMillis);
  }

  /**
   * With audio that was drawn and not heard.
   *
   * @param unheardMillis negative: heard and not drawn
   * @param drawnDay when it was drawn; what was of another day is not of this one
   */
  public Account giveBack(QuotaRules rules, long unheardMillis, long drawnDay, long nowMicros) {
    Account now = at(rules, nowMicros);
    long debt = now.audioFullMicros - nowMicros - rules.audioBackMicros(unheardMillis);
    long back = drawnDay == now.day ? unheardMillis : 0;
    return new Account(
        sessions,
        now.startsFullMicros,
        nowMicros + Math.clamp(debt, 0, rules.audioCapacityMicros()),
        now.day,
        Math.max(0, now.dayMillis - back));
  }

  /** How empty the bucket of starts is. Of an account as of that moment. */
  public long startsDebtMicros(long nowMicros) {
    return startsFullMicros - nowMicros;
  }

  /** How empty the bucket of audio is. Of an account as of that moment. */
  public long audioDebtMicros(long nowMicros) {
    return audioFullMicros - nowMicros;
  }

  /** Whether nothing would be forgotten with it. */
  public boolean isIdle(long nowMicros) {
    boolean spentToday = day == Math.floorDiv(nowMicros, QuotaRules.DAY_MICROS) && dayMillis > 0;
    return sessions == 0
        && startsFullMicros <= nowMicros
        && audioFullMicros <= nowMicros
        && !spentToday;
  }

  private Limit inTheWay(QuotaRules rules, long nowMicros) {
    if (rules.audioPerDayMillis() > 0 && dayMillis >= rules.audioPerDayMillis()) {
      return Limit.AUDIO_PER_DAY;
    }
    if (rules.sessionsMax() > 0 && sessions >= rules.sessionsMax()) {
      return Limit.SESSIONS;
    }
    if (rules.audioPerMinuteMillis() > 0 && audioWaitMicros(rules, nowMicros) > 0) {
      return Limit.AUDIO_PER_MINUTE;
    }
    return hasStart(rules, nowMicros) ? null : Limit.STARTS;
  }

  private boolean hasStart(QuotaRules rules, long nowMicros) {
    return startsWaitMicros(rules, nowMicros) <= 0;
  }

  private long startsWaitMicros(QuotaRules rules, long nowMicros) {
    return startsFullMicros - nowMicros + rules.startCostMicros() - rules.startCapacityMicros();
  }

  /** Until the least that is drawn is there. */
  private long audioWaitMicros(QuotaRules rules, long nowMicros) {
    return audioFullMicros
        - nowMicros
        + rules.audioCostMicros(rules.leastMillis(Long.MAX_VALUE))
        - rules.audioCapacityMicros();
  }

  /** Audio that the bucket has, at most what is asked for. */
  private long room(QuotaRules rules, long askedMillis, long nowMicros) {
    if (rules.audioPerMinuteMillis() == 0) {
      return askedMillis;
    }
    long left = rules.audioCapacityMicros() - (audioFullMicros - nowMicros);
    return Math.min(askedMillis, askedMillis * left / rules.audioCostMicros(askedMillis));
  }

  private long retryMicros(Limit exceeded, QuotaRules rules, long nowMicros) {
    return switch (exceeded) {
      case AUDIO_PER_DAY -> (day + 1) * QuotaRules.DAY_MICROS - nowMicros;
      case AUDIO_PER_MINUTE -> audioWaitMicros(rules, nowMicros);
      case STARTS -> startsWaitMicros(rules, nowMicros);
      case SESSIONS, DURATION, WAITING -> 0; // Nobody knows when a session will end.
    };
  }

  private Account drawn(long audioMillis, long costMicros) {
    return new Account(
        sessions, startsFullMicros, audioFullMicros + costMicros, day, dayMillis + audioMillis);
  }

  private static long debt(long fullMicros, long capacityMicros, long nowMicros) {
    return Math.clamp(fullMicros - nowMicros, 0, capacityMicros);
  }
}
