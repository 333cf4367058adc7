package dev.stenogate.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a caller says, utterance by utterance, and how far the model has heard it. */
final class Speech {
  private final Speaker speaker;
  private final long endTick;
  private final Deque<Utterance> unheard = new ArrayDeque<>(); // the first is open on the link

  Speech(long seed, long endTick) {
    this.speaker = new Speaker(seed);
    this.endTick = endTick;
  }

  /** A tick more of speech, or of none. */
  void pass(long tick) {
    boolean speaks = tick < endTick && speaker.speaks();
    Utterance last = unheard.peekLast();
    boolean open = last != null && !last.isEnded();
    if (speaks) {
      if (!open) {
        last = new Utterance(tick);
        unheard.add(last);
      }
      last.speak();
    } else if (open) {
      last.end(tick);
    }
  }

  /** The utterance that the model hears, or null. */
  Utterance open() {
    return unheard.peekFirst();
  }

  void done() {
    unheard.removeFirst();
  }

  boolean isOver(long tick) {
    return tick >= endTick && unheard.isEmpty();
  }

  /** Audio that waits for the model, in ticks. */
  double waitingTicks() {
    double waiting = 0;
    for (Utterance utterance : unheard) {
      waiting += Math.max(0, utterance.audio() - utterance.heard());
    }
    return waiting;
  }

  /** Whether there is text that the caller has not seen. */
  boolean isUnseen() {
    for (Utterance utterance : unheard) {
      if (utterance.isUnseen()) {
        return true;
      }
    }
    return false;
  }

  /** How late the text is that the caller sees next, in ticks. */
  double lateTicks(long tick) {
    for (Utterance utterance : unheard) {
      if (utterance.isUnseen()) {
        return utterance.lateTicks(tick);
      }
    }
    return 0;
  }
}
