package dev.stenogate.rpc;

import com.google.protobuf.Duration;
import dev.stenogate.audio.Pcm;

/** Positions and times as the API writes them. */
final class Offsets {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Offsets() {}

  static Duration ofSamples(long samples) {
    return ofNanos(Pcm.nanos(samples));
  }

  static Duration ofNanos(long nanos) {
    return Duration.newBuilder()
        .setSeconds(nanos / NANOS_PER_SECOND)
        .setNanos((int) (nanos % NANOS_PER_SECOND))
        .build();
  }
}
