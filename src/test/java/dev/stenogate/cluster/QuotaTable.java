package dev.stenogate.cluster;

import dev.stenogate.admission.Account;
import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.QuotaRules;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What {@code quotas.lua} keeps of one tenant, in Java, for worlds without Redis; the rules are
 * those of {@link Account}. {@link QuotasScriptTest} sees that both say the same.
 */
final class QuotaTable {
  private static final List<Limit> CODES =
      List.of(Limit.SESSIONS, Limit.STARTS, Limit.AUDIO_PER_MINUTE, Limit.AUDIO_PER_DAY);

  private final TreeMap<String, Long> permits = new TreeMap<>();
  private Account account = Account.NEW;
  private long seen = -1;
  private long settles;

  QuotaTable copy() {
    QuotaTable copy = new QuotaTable();
    copy.permits.putAll(permits);
    copy.account = account;
    copy.seen = seen;
    copy.settles = settles;
    return copy;
  }

  /** Permits that are not ended by then. */
  int permits(long nowMicros) {
    return (int) permits.values().stream().filter(ends -> ends > nowMicros).count();
  }

  /** Whether that call has a permit that is not ended by then. */
  boolean knows(String callId, long nowMicros) {
    return permits.entrySet().stream()
        .anyMatch(p -> p.getKey().endsWith("/" + callId) && p.getValue() > nowMicros);
  }

  /** What the script returns. */
  List<Long> ask(List<String> words, long now) {
    String what = words.get(0);
    long lease = number(words, 1) * 1_000;
    QuotaRules rules =
        new QuotaRules(
            (int) number(words, 3),
            number(words, 4),
            number(words, 5),
            number(words, 6),
            number(words, 7),
            words.get(2).equals("1"));
    boolean early = permits.values().stream().anyMatch(ends -> ends > now + lease);
    long settled = settles;
    if (seen < 0 || early || (!permits.isEmpty() && now - seen > 2 * lease / 3)) {
      settled = now + lease / 3 + 2_000_000;
    }
    settled = Math.min(settled, now + lease / 3 + 2_000_000);
    boolean settling = now < settled;
    int sessions =
        (int) permits.values().stream().filter(ends -> ends > now && ends <= now + lease).count();
    Account before = of(sessions, account.at(rules, now));
    if (what.equals("use")) {
      return reply(new Ruling(before, null, 0, 0), before, settling, now);
    }
    permits.values().removeIf(ends -> ends <= now || ends > now + lease);
    Ruling ruling =
        switch (what) {
          case "admit" -> admit(words, rules, before, settling ? settled : 0, now + lease, now);
          case "draw" -> before.draw(rules, number(words, 8), now);
          case "tell" -> {
            Account after = before;
            for (long i = 0; i < number(words, 8); i++) {
              after = after.begun(rules, now);
            }
            after = after.giveBack(rules, -number(words, 9), -1, now);
            if (number(words, 10) == after.day()) {
              after = ofDay(after, number(words, 11));
            }
            int held = 13 + (int) number(words, 12);
            words.subList(13, held).forEach(permits::remove);
            words.subList(held, words.size()).forEach(permit -> permits.put(permit, now + lease));
            yield quiet(of(permits.size(), after));
          }
          default -> throw new IllegalArgumentException(what);
        };
    account = ruling.after();
    seen = now;
    settles = settled;
    return reply(ruling, before, settling, now);
  }

  private Ruling admit(
      List<String> words, QuotaRules rules, Account before, long settled, long ends, long now) {
    boolean beyondShare =
        rules.sessionsMax() > 0 && settled > 0 && number(words, 9) >= number(words, 10);
    Ruling ruling = before.admit(rules, words.get(11).equals("1"), now);
    boolean others =
        ruling.exceeded() != Limit.AUDIO_PER_DAY && ruling.exceeded() != Limit.SESSIONS;
    if (beyondShare && others) {
      ruling =
          rules.refuses()
              ? new Ruling(before, Limit.SESSIONS, settled - now, 0)
              : new Ruling(ruling.after(), Limit.SESSIONS, 0, 0);
    }
    if (ruling.exceeded() == null || !rules.refuses()) {
      permits.put(words.get(8), ends);
    }
    return ruling;
  }

  private static Ruling quiet(Account after) {
    return new Ruling(after, null, 0, 0);
  }

  private static Account ofDay(Account account, long moreMillis) {
    return new Account(
        account.sessions(),
        account.startsFullMicros(),
        account.audioFullMicros(),
        account.day(),
        Math.max(0, account.dayMillis() + moreMillis));
  }

  private static Account of(int sessions, Account account) {
    return new Account(
        sessions,
        account.startsFullMicros(),
        account.audioFullMicros(),
        account.day(),
        account.dayMillis());
  }

  private static List<Long> reply(Ruling ruling, Account before, boolean settling, long now) {
    List<Long> numbers = new ArrayList<>();
    numbers.add(ruling.exceeded() == null ? 0L : CODES.indexOf(ruling.exceeded()) + 1L);
    numbers.add(ruling.retryMicros());
    numbers.add(ruling.grantedMillis());
    numbers.add(before.day());
    numbers.add(settling ? 1L : 0L);
    for (Account account : List.of(before, ruling.after())) {
      numbers.add((long) account.sessions());
      numbers.add(account.startsDebtMicros(now));
      numbers.add(account.audioDebtMicros(now));
      numbers.add(account.dayMillis());
    }
    return numbers;
  }

  private static long number(List<String> words, int index) {
    return Long.parseLong(words.get(index));
  }
}
