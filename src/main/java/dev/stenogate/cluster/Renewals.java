package dev.stenogate.cluster;

import dev.stenogate.admission.QuotaObserver;
import dev.stenogate.cluster.Questions.Asked;
import dev.stenogate.cluster.Questions.Unanswered;
import dev.stenogate.cluster.TenantDesk.News;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Tells the store what desks did without it, which permits they hold, and which came back: of each
 * desk one thing after the other, of few desks at once. Knows whether the store is lost. When it is
 * heard again each desk comes back by itself, as soon as all of it is told.
 */
final class Renewals {
  /** Longest pause before the store is tried again. */
  static final long BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long BACKOFF_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);

  /** Permits are renewed so many times before they end. */
  private static final int RENEWALS = 3;

  private static final Logger LOG = Logger.getLogger(Renewals.class);

  private final Questions questions;
  private final Ticker ticker;
  private final RandomGenerator chance;
  private final QuotaObserver observer;
  private final Desks desks;
  private final LinkedHashSet<TenantDesk> due = new LinkedHashSet<>();
  private final Set<TenantDesk> telling = new HashSet<>();
  private boolean lost;
  private int failures; // since all was told

  /** Whose news is told. */
  interface Desks {
    /** All of them; may change afterwards. */
    Collection<TenantDesk> all();

    QuotaWords words(TenantDesk desk);

    void heard(TenantDesk desk, QuotaReply reply);
  }

  Renewals(
      Questions questions,
      Ticker ticker,
      RandomGenerator chance,
      QuotaObserver observer,
      Desks desks) {
    this.questions = questions;
    this.ticker = ticker;
    this.chance = chance;
    this.observer = observer;
    this.desks = desks;
  }

  /**
   * Permits are renewed from now on.
   *
   * @param leaseNanos after which they end
   */
  void start(long leaseNanos) {
    ticker.after(leaseNanos / RENEWALS, () -> start(leaseNanos));
    for (TenantDesk desk : List.copyOf(desks.all())) {
      desk.renew();
      tell(desk);
    }
  }

  /** Whether that desk goes by its share. */
  boolean isAlone(TenantDesk desk) {
    return lost || desk.isAlone();
  }

  /** It gave something by its share. */
  void gaveAlone(TenantDesk desk) {
    if (lost) {
      desk.beAlone();
    }
    tell(desk);
  }

  /** It has news; once they are told, or soon after the store is heard again. */
  void tell(TenantDesk desk) {
    if (desk.hasNews() && !telling.contains(desk)) {
      due.add(desk);
      next();
    }
  }

  private void next() {
    while (!lost && telling.size() < Questions.AT_ONCE && !due.isEmpty()) {
      TenantDesk desk = due.removeFirst();
      if (desk.hasNews()) {
        telling.add(desk);
        ask(desk);
      }
    }
    if (!lost && due.isEmpty() && telling.isEmpty()) {
      failures = 0;
    }
  }

  private void ask(TenantDesk desk) {
    News news = desk.news();
    questions.ask(
        new Asked(desk.tenant().name(), desks.words(desk).tell(news), true),
        reply -> {
          desk.told(news);
          desks.heard(desk, reply);
          again(desk);
        },
        why -> {
          if (why instanceof Unanswered.Lost) {
            desk.maybeTold(news);
          } else {
            desk.notTold(news);
          }
          failed(why);
          again(desk);
        });
  }

  private void again(TenantDesk desk) {
    telling.remove(desk);
    tell(desk);
    next();
  }

  /** A question was not answered. One that was not asked says nothing of the store. */
  void failed(Unanswered why) {
    if (!(why instanceof Unanswered.Lost gone) || lost) {
      return;
    }
    lost = true;
    observer.lost();
    LOG.warnf(
        "quotas: no answer of Redis (%s); this replica goes by its share of every limit",
        Reason.of(gone.why()));
    if (failures == 0) { // Else those that were told meanwhile need not be told anew.
      List.copyOf(desks.all()).stream().filter(TenantDesk::holdsPermits).forEach(this::leave);
    }
    tryAgainLater();
    questions.giveUp();
  }

  private void leave(TenantDesk desk) {
    desk.beAlone();
    tell(desk);
  }

  private void tryAgainLater() {
    long most = Math.min(BACKOFF_NANOS, BACKOFF_NANOS_MIN << Math.min(++failures, 10));
    ticker.after(BACKOFF_NANOS_MIN + chance.nextLong(most), this::tryAgain);
  }

  /** With a question that changes nothing: one that is lost is not known to have been heard. */
  private void tryAgain() {
    Collection<TenantDesk> all = desks.all();
    if (all.isEmpty()) {
      comeBack();
      return;
    }
    TenantDesk any = all.iterator().next();
    questions.ask(
        new Asked(any.tenant().name(), desks.words(any).use(), false),
        _ -> comeBack(),
        _ -> tryAgainLater());
  }

  private void comeBack() {
    lost = false;
    LOG.info("quotas: Redis answers again");
    next();
  }
}
