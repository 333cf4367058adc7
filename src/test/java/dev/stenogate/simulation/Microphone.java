package dev.stenogate.simulation;

import com.google.protobuf.ByteString;
import dev.stenogate.audio.Pcm;
import java.util.function.Consumer;

/** Where a caller's audio comes from: as it is spoken, or as fast as it is read. */
final class Microphone {
  static final int BYTES_PER_SECOND = Pcm.SAMPLE_RATE_HZ * Pcm.SAMPLE_BYTES;
  static final long NANOS_PER_BYTE = 1_000_000_000L / BYTES_PER_SECOND;

  private final Manners manners;
  private final Timeline timeline;
  private int readBytes;
  private boolean stopped;

  Microphone(Manners manners, Timeline timeline) {
    this.manners = manners;
    this.timeline = timeline;
  }

  /** Gives the next message, or nothing at the end, when it is there; never if it is stopped. */
  void read(Consumer<ByteString> audio) {
    byte[] pcm = manners.speech().pcm();
    int from = readBytes;
    int length = Math.min(manners.messageBytes(), pcm.length - from);
    timeline.at(
        length == 0 ? timeline.nowNanos() : spokenNanos(from + length),
        () -> {
          if (!stopped) {
            readBytes = from + length;
            audio.accept(ByteString.copyFrom(pcm, from, length));
          }
        });
  }

  /** No more is read. */
  void stop() {
    stopped = true;
  }

  /** How much audio it gave. */
  long readBytes() {
    return readBytes;
  }

  /** When the audio up to there is there: a microphone has no more than was spoken. */
  private long spokenNanos(int bytes) {
    if (!manners.live()) {
      return timeline.nowNanos();
    }
    long pausedNanos = bytes > manners.pauseAtBytes() ? manners.pauseNanos() : 0;
    return manners.beginNanos() + bytes * NANOS_PER_BYTE + pausedNanos;
  }
}
