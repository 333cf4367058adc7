package dev.stenogate.cluster;

import dev.stenogate.admission.QuotaRules;
import dev.stenogate.cluster.TenantDesk.News;
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
   * @param resumed whether its start was paid for before
   */
  List<String> admit(String permit, long held, long share, boolean resumed) {
    return words("admit", permit, held, share, resumed ? 1 : 0);
  }

  /** Audio. */
  List<String> draw(long audioMillis) {
    return words("draw", audioMillis);
  }

  /** What a replica did without asking, and its permits. */
  List<String> tell(News news) {
    Owed owed = news.owed();
    List<String> words =
        words(
            "tell",
            owed.starts(),
            owed.audioMillis(),
            owed.day(),
            owed.dayMillis(),
            news.ended().size());
    words.addAll(news.ended());
    words.addAll(news.permits());
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
