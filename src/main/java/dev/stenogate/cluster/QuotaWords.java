package dev.stenogate.cluster;

import dev.stenogate.admission.QuotaRules;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code quotas.lua} is asked.
 *
 * @param leaseMillis after which a permit ends that is not renewed
 * @param rules of the tenant, over all replicas
 */
record QuotaWords(long leaseMillis, QuotaRules rules) {
  /**
   * One more session.
   *
   * @param held permits of the replica
   * @param share what the replica may hold while it is not known what others do
   */
  List<String> admit(String permit, long held, long share) {
    return words("admit", permit, held, share);
  }

  /** Audio. */
  List<String> draw(long audioMillis) {
    return words("draw", audioMillis);
  }

  /**
   * One session less.
   *
   * @param unheardMillis audio that was drawn and not heard, or the other way round
   * @param drawnDay when
   */
  List<String> release(String permit, long unheardMillis, long drawnDay) {
    return words("release", permit, unheardMillis, drawnDay);
  }

  /**
   * All permits of the replica, and what it gave while nobody could be asked.
   *
   * @param day of that audio
   */
  List<String> renew(long starts, long audioMillis, long day, Iterable<String> permits) {
    List<String> words = words("renew", starts, audioMillis, day);
    permits.forEach(words::add);
    return words;
  }

  /** What is used. */
  List<String> use() {
    return words("use");
  }

  private List<String> words(String what, Object... more) {
    List<String> words = new ArrayList<>();
    words.add(what);
    words.add(Long.toString(leaseMillis));
    words.add(rules.refuses() ? "1" : "0");
    words.add(Integer.toString(rules.sessionsMax()));
    words.add(Long.toString(rules.startCostMicros()));
    words.add(Long.toString(rules.startCapacityMicros()));
    words.add(Long.toString(rules.audioPerMinuteMillis()));
    words.add(Long.toString(rules.audioPerDayMillis()));
    for (Object word : more) {
      words.add(word.toString());
    }
    return words;
  }
}
