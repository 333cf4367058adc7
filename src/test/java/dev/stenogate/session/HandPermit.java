package dev.stenogate.session;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Permit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A permit that a test answers for. */
final class HandPermit implements Permit {
  final List<Long> asked = new ArrayList<>();
  final List<Long> released = new ArrayList<>();
  private final ArrayDeque<CompletableFuture<Draw>> open = new ArrayDeque<>();
  boolean limitsAudio;
  boolean grantsAll = true;

  @Override
  public boolean limitsAudio() {
    return limitsAudio;
  }

  @Override
  public CompletionStage<Draw> draw(long audioMillis) {
    asked.add(audioMillis);
    CompletableFuture<Draw> draw = new CompletableFuture<>();
    if (grantsAll) {
      draw.complete(new Draw.Granted(audioMillis));
    } else {
      open.add(draw);
    }
    return draw;
  }

  void grant(long audioMillis) {
    open.remove().complete(new Draw.Granted(audioMillis));
  }

  void refuse(Exceeded exceeded) {
    open.remove().complete(new Draw.Refused(exceeded));
  }

  boolean isAsked() {
    return !open.isEmpty();
  }

  @Override
  public void release(long heardMillis) {
    if (!released.isEmpty()) {
      throw new AssertionError("a permit was given back twice");
    }
    released.add(heardMillis);
  }
}
