package dev.stenogate.audio;

/**
 * Arithmetic of the one audio format that everything behind the edge speaks: signed 16-bit
 * little-endian, mono, 16 kHz.
 *
 * <p>Positions are counted in samples from the first sample of the session. A {@code long} of
 * samples lasts 18 million years.
 */
public final class Pcm {
  /** Samples per second. */
  public static final int SAMPLE_RATE_HZ = 16_000;

  /** Bytes per sample. */
  public static final int SAMPLE_BYTES = 2;

  /** Samples in one model frame, 80 ms: one token, and so one delta, of vLLM Realtime. */
  public static final int SAMPLES_PER_TOKEN = 1_280;

  private static final long NANOS_PER_SAMPLE = 1_000_000_000L / SAMPLE_RATE_HZ;

  private Pcm() {}

  /** How long so many samples last, in nanoseconds; exact, a sample is 62,500 ns. */
  public static long nanos(long samples) {
    return samples * NANOS_PER_SAMPLE;
  }

  /** How long so many samples last, in milliseconds, rounded down. */
  public static long millis(long samples) {
    return samples * 1_000 / SAMPLE_RATE_HZ;
  }

  /** The samples that fit wholly in so many nanoseconds. */
  public static long samplesOfNanos(long nanos) {
    return nanos / NANOS_PER_SAMPLE;
  }

  /** The samples that fit wholly in so many milliseconds. */
  public static long samplesOfMillis(long millis) {
    return millis * SAMPLE_RATE_HZ / 1_000;
  }
}
