package dev.stenogate.cluster;

import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Holdings;
import dev.stenogate.routing.Holdings.Holding;
import dev.stenogate.routing.PartitionedSlots.Partition;
import dev.stenogate.routing.SlotObserver;
import dev.stenogate.routing.SlotRights;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Rights move between replicas as they need them, by way of a {@link Store}. A loop on one thread:
 * one question at a time, five a second, and at once when a call finds no slot or when there is
 * something to give back. While the store cannot be reached, rights stay as they are.
 */
public final class SharedSlots implements SlotRights {
  /** Between two questions. */
  static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Least time between two questions, however many calls find no slot. */
  static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Longest wait for an answer; one that comes later is not listened to. */
  static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longest pause before a question that follows on a failed one. */
  static final long BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longest stop: the far side has 2 s to let the last links go, until which slots are held. */
  static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int INCARNATION_BYTES = 6;
  private static final Logger LOG = Logger.getLogger(SharedSlots.class);

  private final Settings settings;
  private final Store store;
  private final Ticker ticker;
  private final RandomGenerator chance;
  private final SlotObserver observer;
  private final String replica;
  private final CountDownLatch left = new CountDownLatch(1);
  private volatile Standing standing = Standing.JOINING;
  private volatile boolean shortage;

  // All below is touched on the ticker's thread only.
  private Holdings holdings;
  private Rights rights;
  private Sync asked; // null: no question is open
  private long askedNanos;
  private long plannedNanos; // when the next question is due
  private boolean leaving;
  private boolean gone;
  private int failures; // in a row

  /**
   * What an operator sets.
   *
   * @param replica name of this replica, for who looks into Redis; without white space
   * @param prefix of all keys
   * @param lease after which the slots of a replica that is gone are free again, at least 2 s
   * @param partition what a replica takes that starts while Redis is away
   */
  public record Settings(
      String replica, String prefix, Duration lease, Supplier<Partition> partition) {}

  SharedSlots(
      Settings settings,
      Store store,
      Ticker ticker,
      RandomGenerator chance,
      SlotObserver observer) {
    this.settings = settings;
    this.store = store;
    this.ticker = ticker;
    this.chance = chance;
    this.observer = observer;
    byte[] incarnation = new byte[INCARNATION_BYTES];
    chance.nextBytes(incarnation);
    // A process that comes back under its name is another one: what the old one held is still open.
    this.replica = settings.replica() + "/" + HexFormat.of().formatHex(incarnation);
  }

  /**
   * By way of Redis.
   *
   * @param chance for pauses, and for what tells this process from others of its name
   */
  public static SharedSlots by(
      Redis redis, Vertx vertx, Settings settings, RandomGenerator chance, SlotObserver observer) {
    return new SharedSlots(
        settings,
        new RedisStore(redis, Script.load(Script.SLOTS), settings.prefix()),
        new VertxTicker(vertx),
        chance,
        observer);
  }

  @Override
  public void start(Holdings holdings) {
    for (Holding holding : holdings.holdings()) {
      holdings.allow(holding.endpoint().name(), 0);
    }
    holdings.onShortage(this::onShortage);
    ticker.execute(
        () -> {
          this.holdings = holdings;
          rights = Rights.none(ticker.nanoTime());
          ask();
        });
  }

  @Override
  public Standing standing() {
    return standing;
  }

  /** Not to be called on the ticker's thread. */
  @Override
  public void close() {
    leave();
    try {
      if (!left.await(CLOSE_NANOS, TimeUnit.NANOSECONDS)) {
        LOG.warn("slots are held yet or Redis is lost: those are free when the lease ends");
        ticker.execute(this::end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void leave() {
    ticker.execute(
        () -> {
          leaving = true;
          if (rights == null) {
            end();
          } else {
            plan(0);
          }
        });
  }

  /** Who is refused waits for the next answer, however many they are. */
  private void onShortage() {
    if (!shortage) {
      shortage = true;
      ticker.execute(() -> plan(sinceAsked(GAP_NANOS)));
    }
  }

  private long sinceAsked(long nanos) {
    return Math.max(0, askedNanos + nanos - ticker.nanoTime());
  }

  /** Plans the next question, unless one is open, an earlier one is planned, or the last failed. */
  private void plan(long inNanos) {
    long due = ticker.nanoTime() + inNanos;
    if (asked == null && !gone && (plannedNanos == 0 || due - plannedNanos < 0)) {
      if (failures > 0 && plannedNanos != 0 && !leaving) {
        return;
      }
      plannedNanos = due;
      ticker.after(inNanos, () -> askIfDue(due));
    }
  }

  private void askIfDue(long due) {
    if (asked == null && !gone && plannedNanos == due) {
      ask();
    }
  }

  private void ask() {
    plannedNanos = 0;
    shortage = false;
    if (leaving) {
      holdings.holdings().forEach(h -> holdings.allow(h.endpoint().name(), 0));
    }
    rights = rights.asking();
    Sync question = rights.question(holdings.holdings(), leaving);
    asked = question;
    askedNanos = ticker.nanoTime();
    ticker.after(ANSWER_NANOS, () -> failed(question, null));
    store.ask(
        question.words(replica, settings.lease().toMillis()),
        numbers -> ticker.execute(() -> answered(question, numbers)),
        e -> ticker.execute(() -> failed(question, e)));
  }

  private void answered(Sync question, List<Integer> numbers) {
    if (isOld(question)) {
      return;
    }
    long tookNanos = ticker.nanoTime() - askedNanos;
    if (tookNanos > ANSWER_NANOS) {
      failed(question, null); // This process stood still; who knows what became of its rights.
      return;
    }
    Answer answer;
    try {
      answer = Answer.of(numbers, question.reports().size());
    } catch (IllegalArgumentException e) {
      failed(question, e);
      return;
    }
    rights = rights.heard(answer, ticker.nanoTime());
    observer.synced(tookNanos);
    if (failures > 0) {
      failures = 0;
      observer.recovered();
      LOG.info("slots: Redis answers again");
    }
    if (leaving && question.leaving()) {
      if (question.reports().stream().allMatch(r -> r.held() == 0)) {
        end();
      } else {
        asked = null; // Links of the last calls linger until the far side lets them go.
        plan(sinceAsked(PERIOD_NANOS));
      }
      return;
    }
    boolean givesBack = false;
    for (Order order : Rights.orders(question, answer)) {
      givesBack |= carryOut(order);
    }
    if (answer instanceof Answer.Granted granted) {
      standing = standing(granted.recovering());
    }
    asked = null;
    plan(leaving || givesBack ? 0 : sinceAsked(shortage ? GAP_NANOS : PERIOD_NANOS));
  }

  /**
   * A replica without a slot cannot serve, and is not to look as if it could, unless that is so.
   */
  private Standing standing(boolean recovering) {
    if (!rights.settled() && !hasAnySlot()) {
      return Standing.JOINING;
    }
    return recovering ? Standing.RECOVERING : Standing.SHARED;
  }

  private boolean hasAnySlot() {
    return holdings.holdings().stream().anyMatch(h -> h.allowed() > 0);
  }

  private boolean isOld(Sync question) {
    return asked == null || asked.seq() != question.seq();
  }

  /** Whether slots are left to be given back. */
  private boolean carryOut(Order order) {
    switch (order) {
      case Order.Elsewhere e -> holdings.heldElsewhere(e.endpoint(), e.held());
      case Order.Shed s -> {
        holdings.shed(s.endpoint(), s.slots());
        observer.shed(s.endpoint(), s.sessions());
      }
      case Order.Allow a -> {
        int before = holding(a.endpoint()).allowed();
        int inForce = holdings.allow(a.endpoint(), a.slots());
        if (inForce != before) {
          observer.moved(a.endpoint(), inForce - before);
        }
        return inForce < a.rights();
      }
    }
    return false;
  }

  private Holding holding(String endpoint) {
    return holdings.holdings().stream()
        .filter(h -> h.endpoint().name().equals(endpoint))
        .findFirst()
        .orElseThrow();
  }

  private void failed(Sync question, Throwable why) {
    if (isOld(question)) {
      return;
    }
    asked = null;
    if (failures++ == 0) {
      observer.lost();
      LOG.warnf(
          "slots: no answer of Redis (%s); this replica goes on with what it has", Reason.of(why));
    }
    boolean mayServe = rights.settled() || takesShare() || hasAnySlot();
    standing = mayServe ? Standing.FROZEN : Standing.JOINING;
    long most = Math.min(BACKOFF_NANOS, GAP_NANOS << Math.min(failures, 10));
    plan(chance.nextLong(most));
  }

  private boolean takesShare() {
    if (!rights.mayTakeShare(ticker.nanoTime(), settings.lease().toNanos())) {
      return false;
    }
    Partition partition = settings.partition().get();
    for (Holding holding : holdings.holdings()) {
      Endpoint endpoint = holding.endpoint();
      int share = partition.shareOf(endpoint);
      holdings.heldElsewhere(endpoint.name(), partition.heldElsewhere(endpoint, holding.held()));
      if (share > holding.allowed()) {
        holdings.allow(endpoint.name(), share);
        observer.moved(endpoint.name(), share - holding.allowed());
      }
    }
    return true;
  }

  private void end() {
    gone = true;
    standing = Standing.FROZEN;
    left.countDown();
  }
}
