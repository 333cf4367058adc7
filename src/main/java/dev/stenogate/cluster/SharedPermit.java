package dev.stenogate.cluster;

import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.QuotaReport;
import dev.stenogate.admission.QuotaRules;
import dev.stenogate.admission.Usage;
import dev.stenogate.tenant.Tenant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A permit by its id in the store. */
final class SharedPermit implements Permit {
  private final SharedQuotas quotas;
  private final Tenant tenant; // as it was when the session began
  private final String id;
  private final boolean resumed;
  private final AtomicBoolean released = new AtomicBoolean();

  // On the ticker's thread.
  private long drawnDay;
  private long drawnMillis;
  private boolean over;

  SharedPermit(SharedQuotas quotas, Tenant tenant, String id, boolean resumed) {
    this.quotas = quotas;
    this.tenant = tenant;
    this.id = id;
    this.resumed = resumed;
  }

  Tenant tenant() {
    return tenant;
  }

  String id() {
    return id;
  }

  /** Whether its start was paid for before. */
  boolean resumed() {
    return resumed;
  }

  @Override
  public boolean limitsAudio() {
    return QuotaRules.of(tenant.limits()).limitsAudio();
  }

  @Override
  public CompletionStage<Draw> draw(long audioMillis) {
    CompletableFuture<Draw> told = new CompletableFuture<>();
    quotas.execute(() -> draw(quotas.desk(tenant), audioMillis, told::complete));
    return told;
  }

  private void draw(TenantDesk desk, long audioMillis, Consumer<Draw> told) {
    if (quotas.isAlone(desk)) {
      drawAlone(desk, audioMillis, told);
      return;
    }
    quotas.ask(
        desk,
        quotas.words(desk).draw(audioMillis),
        reply -> {
          quotas.tell(desk, reply.exceeded(), reply.before(), reply.after());
          drawnDay = reply.after().day();
          desk.drew(reply.grantedMillis(), quotas.nowMicros());
          drawn(desk, reply.grantedMillis(), reply.exceeded(), reply.retryMicros(), told);
        },
        _ -> drawAlone(desk, audioMillis, told));
  }

  private void drawAlone(TenantDesk desk, long audioMillis, Consumer<Draw> told) {
    long now = quotas.nowMicros();
    Usage before = desk.usage(now);
    Ruling ruling = desk.drawAlone(audioMillis, now);
    quotas.tell(desk, ruling.exceeded(), before, desk.usage(now));
    drawnDay = ruling.after().day();
    if (ruling.grantedMillis() > 0) {
      quotas.renewals().gaveAlone(desk);
    }
    drawn(desk, ruling.grantedMillis(), ruling.exceeded(), ruling.retryMicros(), told);
  }

  private void drawn(
      TenantDesk desk, long millis, Limit exceeded, long retryMicros, Consumer<Draw> told) {
    if (over && millis > 0) {
      giveBack(desk, millis); // The session ended while it was on its way.
    } else {
      drawnMillis += millis;
    }
    told.accept(
        millis > 0
            ? new Draw.Granted(millis)
            : new Draw.Refused(QuotaReport.exceeded(desk.tenant(), exceeded, retryMicros)));
  }

  @Override
  public void release(long heardMillis) {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException("a permit was given back twice");
    }
    quotas.execute(
        () -> {
          TenantDesk desk = quotas.desk(tenant);
          over = true;
          desk.released(id);
          giveBack(desk, drawnMillis - heardMillis);
        });
  }

  private void giveBack(TenantDesk desk, long millis) {
    desk.gaveBack(millis, drawnDay, quotas.nowMicros());
    quotas.renewals().tell(desk);
  }
}
