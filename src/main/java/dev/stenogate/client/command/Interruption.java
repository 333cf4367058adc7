package dev.stenogate.client.command;

import dev.stenogate.client.Transcription;
import java.util.Optional;

/**
 * What Ctrl-C does: the first ends the audio and lets the finals come, the second leaves, and so
 * does the first while the call waits for a slot. Belongs to one run of the command. Thread-safe.
 */
final class Interruption {
  private final Runnable onFirst;
  private Optional<Transcription> running = Optional.empty();
  private int times;
  private boolean inLine;
  private boolean abandoned;

  /**
   * @param onFirst tells the user that the finals are awaited
   */
  Interruption(Runnable onFirst) {
    this.onFirst = onFirst;
  }

  synchronized void interrupt() {
    times++;
    if (times == 1 && !inLine) {
      onFirst.run();
    }
    running.ifPresent(this::apply);
  }

  /**
   * From now on it is this one that is ended. What ends it may have happened already: responses
   * come on other threads.
   */
  synchronized void watch(Transcription transcription) {
    running = Optional.of(transcription);
    apply(transcription);
  }

  /** Whether the call waits for a slot: then there are no words to wait for. */
  synchronized void inLine(boolean waits) {
    inLine = waits;
  }

  /** Ends what runs now, as nobody hears it any more. */
  synchronized void abandon() {
    abandoned = true;
    running.ifPresent(this::apply);
  }

  synchronized boolean happened() {
    return times > 0;
  }

  private void apply(Transcription transcription) {
    if (abandoned || times > 1 || (times == 1 && inLine)) {
      transcription.cancel();
    } else if (times == 1) {
      transcription.stopAudio();
    }
  }
}
