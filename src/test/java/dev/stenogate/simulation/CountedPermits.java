package dev.stenogate.simulation;

import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.QuotaUse;
import dev.stenogate.admission.Quotas;
import dev.stenogate.tenant.Tenant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The permits of one process. They come late, audio is drawn of half of them, late too, and is
 * sometimes refused for a while; each comes back once, with what was not heard of what was drawn.
 */
final class CountedPermits implements Quotas {
  private static final long AUDIO_MESSAGE_MILLIS_MAX = 8_192;
  private static final double LIMITED = 0.5;
  private static final double REFUSED = 0.1;
  private static final long RETRY_NANOS = 400_000_000L;

  private final Timeline timeline;
  private final Dice dice;
  private final Map<String, Long> receivedMillis = new HashMap<>();
  private int held;

  CountedPermits(Timeline timeline, Dice dice) {
    this.timeline = timeline;
    this.dice = dice;
  }

  /** Permits that did not come back. */
  int held() {
    return held;
  }

  /** A session has ended, and heard so much. */
  void ended(String callId, long audioMillis) {
    receivedMillis.put(callId, audioMillis);
  }

  @Override
  public CompletionStage<Admission> admit(Tenant tenant, String callId, boolean resumed) {
    CompletableFuture<Admission> told = new CompletableFuture<>();
    held++;
    Counted permit = new Counted(callId, dice.chance(LIMITED));
    later(() -> told.complete(new Admission.Granted(permit)));
    return told;
  }

  @Override
  public CompletionStage<QuotaUse> use(Tenant tenant) {
    return CompletableFuture.completedStage(QuotaUse.NONE);
  }

  private void later(Runnable task) {
    timeline.after(dice.millis(0, 20), task);
  }

  private final class Counted implements Permit {
    private final String callId;
    private final boolean limitsAudio;
    private long drawnMillis;
    private boolean asked;
    private boolean released;

    Counted(String callId, boolean limitsAudio) {
      this.callId = callId;
      this.limitsAudio = limitsAudio;
    }

    @Override
    public boolean limitsAudio() {
      return limitsAudio;
    }

    @Override
    public CompletionStage<Draw> draw(long audioMillis) {
      Violation.unless(!asked, "audio was drawn twice at once");
      Violation.unless(!released, "audio was drawn with a permit that was given back");
      asked = true;
      CompletableFuture<Draw> told = new CompletableFuture<>();
      boolean refused = dice.chance(REFUSED);
      later(
          () -> {
            asked = false;
            if (!refused && !released) {
              drawnMillis += audioMillis;
            }
            told.complete(
                refused
                    ? new Draw.Refused(new Exceeded(Limit.AUDIO_PER_MINUTE, 60, RETRY_NANOS))
                    : new Draw.Granted(audioMillis));
          });
      return told;
    }

    @Override
    public void release(long heardMillis) {
      Violation.unless(!released, "a permit was given back twice");
      released = true;
      held--;
      if (limitsAudio) {
        long received = receivedMillis.getOrDefault(callId, 0L);
        Violation.unless(
            heardMillis >= received
                && heardMillis <= received + 1
                && heardMillis <= drawnMillis + AUDIO_MESSAGE_MILLIS_MAX,
            "%d ms heard of %d ms drawn, %d ms received",
            heardMillis,
            drawnMillis,
            received);
      }
    }
  }
}
