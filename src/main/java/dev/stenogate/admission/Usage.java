package dev.stenogate.admission;

/**
 * What a tenant uses at one moment.
 *
 * @param startsDebtMicros in which the bucket of starts is full again
 * @param audioDebtMicros in which the bucket of audio is full again
 */
public record Usage(
    int sessions, long startsDebtMicros, long audioDebtMicros, long day, long dayMillis) {
  /** That of an account. */
  public static Usage of(Account account, QuotaRules rules, long nowMicros) {
    Account now = account.at(rules, nowMicros);
    return new Usage(
        now.sessions(),
        now.startsDebtMicros(nowMicros),
        now.audioDebtMicros(nowMicros),
        now.day(),
        now.dayMillis());
  }
}
