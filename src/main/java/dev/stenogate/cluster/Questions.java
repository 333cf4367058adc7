package dev.stenogate.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Questions to a {@link QuotaStore}: few at once, for its connections are few, each tenant in its
 * turn, so that none waits for what another asks, and each heard of within its bound. On the
 * ticker's thread.
 */
final class Questions {
  /** Longest wait for an answer; one that comes later is not heard. */
  static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longest wait for a turn before that. */
  static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** So many are under way. */
  static final int AT_ONCE = 4;

  /** So many of one tenant may wait: the calls of a replica that drains, and more. */
  static final int OF_ONE_MAX = 1_000;

  /** So many of all may. */
  static final int WAITING_MAX = 20_000;

  private final QuotaStore store;
  private final Ticker ticker;
  private final Map<String, Lane> lanes = new LinkedHashMap<>(); // who is next comes first
  private int waiting;
  private int underWay;

  Questions(QuotaStore store, Ticker ticker) {
    this.store = store;
    this.ticker = ticker;
  }

  /**
   * What is asked.
   *
   * @param inOrder nothing else of the tenant is under way with it, for questions go over several
   *     connections; it waits as long as it has to for that
   */
  record Asked(String tenant, List<String> words, boolean inOrder) {}

  /** Why there is no answer. */
  sealed interface Unanswered {
    /** As many questions of the tenant wait as may. */
    record TooMany() implements Unanswered {}

    /** Others were before it for too long: it was not asked. */
    record NoTurn() implements Unanswered {}

    /**
     * It was asked, and may have been heard.
     *
     * @param why null where the answer is late
     */
    record Lost(Throwable why) implements Unanswered {}
  }

  private static final class Question {
    final Asked asked;
    final Consumer<QuotaReply> answered;
    final Consumer<Unanswered> failed;
    final long askedNanos;
    boolean sent;
    long sentNanos;
    boolean over;

    Question(
        Asked asked, Consumer<QuotaReply> answered, Consumer<Unanswered> failed, long nowNanos) {
      this.asked = asked;
      this.answered = answered;
      this.failed = failed;
      this.askedNanos = nowNanos;
    }
  }

  /** One tenant's. */
  private static final class Lane {
    final ArrayDeque<Question> waiting = new ArrayDeque<>();
    int underWay;
    boolean inOrder; // what is under way is to be alone

    /** Whether the first that waits may go. */
    boolean isOpen() {
      while (!waiting.isEmpty() && waiting.peek().over) {
        waiting.remove();
      }
      return !waiting.isEmpty() && !inOrder && !(waiting.peek().asked.inOrder() && underWay > 0);
    }
  }

  /** Asks; one of the two hears of it, once, on the ticker's thread. */
  void ask(Asked asked, Consumer<QuotaReply> answered, Consumer<Unanswered> failed) {
    Lane lane = lanes.computeIfAbsent(asked.tenant(), _ -> new Lane());
    if (!asked.inOrder() && lane.waiting.size() >= OF_ONE_MAX) {
      failed.accept(new Unanswered.TooMany());
      return;
    }
    if (!asked.inOrder() && waiting >= WAITING_MAX) {
      failed.accept(new Unanswered.NoTurn());
      return;
    }
    Question question = new Question(asked, answered, failed, ticker.nanoTime());
    lane.waiting.add(question);
    waiting++;
    next();
    if (!question.sent && !asked.inOrder()) {
      ticker.after(TURN_NANOS, () -> giveUpTurn(question));
    }
  }

  /** Nobody will answer those that wait. */
  void giveUp() {
    List<Question> all = new ArrayList<>();
    lanes.values().forEach(lane -> all.addAll(lane.waiting));
    all.stream().filter(question -> !question.sent).forEach(this::fail);
  }

  private void giveUpTurn(Question question) {
    if (!question.sent) {
      fail(question);
    }
  }

  private void fail(Question question) {
    fail(question, new Unanswered.NoTurn());
  }

  private void next() {
    while (underWay < AT_ONCE) {
      Lane lane = nextLane();
      if (lane == null) {
        return;
      }
      Question question = lane.waiting.remove();
      boolean late = ticker.nanoTime() - question.askedNanos > TURN_NANOS;
      if (late && !question.asked.inOrder()) {
        fail(question);
      } else {
        send(lane, question);
      }
    }
  }

  /** It comes last from then on. Those that cannot go are few: something of them is under way. */
  private Lane nextLane() {
    Iterator<Map.Entry<String, Lane>> all = lanes.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Lane> entry = all.next();
      Lane lane = entry.getValue();
      String tenant = entry.getKey();
      if (lane.isOpen()) {
        all.remove();
        lanes.put(tenant, lane);
        return lane;
      }
      if (lane.waiting.isEmpty() && lane.underWay == 0) {
        all.remove();
      }
    }
    return null;
  }

  private void send(Lane lane, Question question) {
    waiting--;
    underWay++;
    lane.underWay++;
    lane.inOrder = question.asked.inOrder();
    question.sent = true;
    question.sentNanos = ticker.nanoTime();
    ticker.after(ANSWER_NANOS, () -> fail(question, new Unanswered.Lost(null)));
    store.ask(
        question.asked.tenant(),
        question.asked.words(),
        numbers -> ticker.execute(() -> answer(question, numbers)),
        why -> ticker.execute(() -> fail(question, new Unanswered.Lost(why))));
  }

  private void answer(Question question, List<Long> numbers) {
    if (ticker.nanoTime() - question.sentNanos > ANSWER_NANOS) {
      // This process stood still; who knows what became of it.
      fail(question, new Unanswered.Lost(null));
      return;
    }
    QuotaReply reply;
    try {
      reply = QuotaReply.of(numbers);
    } catch (IllegalArgumentException e) {
      fail(question, new Unanswered.Lost(e));
      return;
    }
    if (end(question)) {
      question.answered.accept(reply);
      next();
    }
  }

  private void fail(Question question, Unanswered why) {
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
    if (question.sent) {
      Lane lane = lanes.get(question.asked.tenant()); // It stays while something is under way.
      lane.underWay--;
      lane.inOrder = false;
      underWay--;
    } else {
      waiting--;
    }
    return true;
  }
}
