package dev.stenogate.admission;

import dev.stenogate.tenant.Tenant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Everybody may always begin. */
final class Unlimited implements Quotas {
  static final Quotas ALL = new Unlimited();

  private static final Permit PERMIT =
      new Permit() {
        @Override
        public boolean limitsAudio() {
          return false;
        }

        @Override
        public CompletionStage<Draw> draw(long audioMillis) {
          return CompletableFuture.completedStage(new Draw.Granted(audioMillis));
        }

        @Override
        public void release(long heardMillis) {}
      };

  @Override
  public CompletionStage<Admission> admit(Tenant tenant, String callId, boolean resumed) {
    return CompletableFuture.completedStage(new Admission.Granted(PERMIT));
  }

  @Override
  public CompletionStage<QuotaUse> use(Tenant tenant) {
    return CompletableFuture.completedStage(QuotaUse.NONE);
  }
}
