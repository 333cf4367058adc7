package dev.stenogate.cluster;

import java.util.List;
import java.util.function.Consumer;

/** Who counts what tenants use, over all replicas. */
interface QuotaStore {
  /**
   * Asks; one of the two hears of it, once, on any thread, or none for ever.
   *
   * @param words see {@link QuotaWords}
   */
  void ask(
      String tenant, List<String> words, Consumer<List<Long>> answered, Consumer<Throwable> failed);
}
