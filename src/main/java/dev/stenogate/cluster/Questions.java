package dev.stenogate.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Questions to a {@link QuotaStore}: few at once, for its connections are few, and each heard of
 * within its bound. On the ticker's thread.
 */
final class Questions {
  /** Longest wait for an answer, that for a turn included; one that comes later is not heard. */
  static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** So many are under way. */
  static final int AT_ONCE = 4;

  /** So many more may wait for their turn; beyond it the store is as good as lost. */
  static final int WAITING_MAX = 5_000;

  private final QuotaStore store;
  private final Ticker ticker;
  private final ArrayDeque<Question> waiting = new ArrayDeque<>();
  private int underWay;

  Questions(QuotaStore store, Ticker ticker) {
    this.store = store;
    this.ticker = ticker;
  }

  private static final class Question {
    final String tenant;
    final List<String> words;
    final Consumer<QuotaReply> answered;
    final Consumer<Throwable> failed;
    final long askedNanos;
    boolean sent;
    boolean over;

    Question(
        String tenant,
        List<String> words,
        Consumer<QuotaReply> answered,
        Consumer<Throwable> failed,
        long nowNanos) {
      this.tenant = tenant;
      this.words = words;
      this.answered = answered;
      this.failed = failed;
      this.askedNanos = nowNanos;
    }
  }

  /**
   * Asks; one of the two hears of it, once, on the ticker's thread.
   *
   * @param failed null where the answer is late
   */
  void ask(
      String tenant,
      List<String> words,
      Consumer<QuotaReply> answered,
      Consumer<Throwable> failed) {
    Question question = new Question(tenant, words, answered, failed, ticker.nanoTime());
    if (waiting.size() == WAITING_MAX) {
      failed.accept(null);
      return;
    }
    waiting.add(question);
    ticker.after(ANSWER_NANOS, () -> fail(question, null));
    next();
  }

  /** Nobody will answer those that wait. */
  void giveUp() {
    List<Question> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(question -> fail(question, null));
  }

  private void next() {
    while (underWay < AT_ONCE && !waiting.isEmpty()) {
      Question question = waiting.remove();
      if (!question.over) {
        underWay++;
        question.sent = true;
        store.ask(
            question.tenant,
            question.words,
            numbers -> ticker.execute(() -> answer(question, numbers)),
            why -> ticker.execute(() -> fail(question, why)));
      }
    }
  }

  private void answer(Question question, List<Long> numbers) {
    if (ticker.nanoTime() - question.askedNanos > ANSWER_NANOS) {
      fail(question, null); // This process stood still; who knows what became of it.
      return;
    }
    QuotaReply reply;
    try {
      reply = QuotaReply.of(numbers);
    } catch (IllegalArgumentException e) {
      fail(question, e);
      return;
    }
    if (end(question)) {
      question.answered.accept(reply);
      next();
    }
  }

  private void fail(Question question, Throwable why) {
    if (end(question)) {
      question.failed.accept(why);
      next();
    }
  }

  private boolean end(Question question) {
    if (question.over) {
      return false;
    }
    question.over = true;
    underWay -= question.sent ? 1 : 0;
    return true;
  }
}
