package dev.stenogate.cluster;

import java.util.List;
import java.util.function.Consumer;

/** Who divides the slots. */
interface Store {
  /**
   * Asks; one of the two hears of it, once, on any thread, or none for ever.
   *
   * @param words see {@link Sync#words}
   */
  void ask(List<String> words, Consumer<List<Integer>> answered, Consumer<Throwable> failed);
}
