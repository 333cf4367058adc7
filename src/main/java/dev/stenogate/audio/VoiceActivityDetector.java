package dev.stenogate.audio;

import java.util.Arrays;

/**
 * Says for each 20 ms of audio whether somebody speaks, by its level over an adaptive noise floor.
 *
 * <p>The floor is the quietest tenth of a second of the last two seconds: even fluent speech dips
 * to the background that often, and a steady hum or hiss becomes the floor itself. It falls at once
 * and rises slowly, so that one held vowel does not become background. What is measured is the
 * difference from sample to sample, which DC is no part of, and a hum of 50 Hz with −34 dB.
 *
 * <p>Conservative on purpose: a wrong 'speech' costs a little model time, a wrong 'silence' loses
 * words. Whatever is louder than {@link #LOUD_DB} is speech, whatever the background. Deterministic
 * and without a clock; not thread-safe.
 */
public final class VoiceActivityDetector {
  /** Samples in one frame, 20 ms. */
  public static final int FRAME_SAMPLES = 320;

  /** Bytes in one frame. */
  public static final int FRAME_BYTES = FRAME_SAMPLES * Pcm.SAMPLE_BYTES;

  /** Level of digital silence; the lowest that {@link #levelDb} gives. */
  public static final double SILENCE_DB = -100;

  /** What is louder is speech, in dB of full scale after differentiation. */
  static final double LOUD_DB = -42;

  /** How far speech must stand out of the floor. */
  static final double MARGIN_DB = 9;

  /**
   * The lowest floor, and where it stands for the first two seconds: a call that opens with speech
   * is heard from its first frame, and digital silence does not make a whisper of noise into
   * speech.
   */
  static final double LOWEST_FLOOR_DB = -66;

  private static final double FLOOR_RISE_DB_PER_FRAME = 0.4; // 20 dB a second
  private static final int SMOOTHED_FRAMES = 5;
  private static final int WINDOW_FRAMES = 100;
  private static final double FULL_SCALE = 32_768;

  private final double[] recentDb = new double[SMOOTHED_FRAMES];
  private final double[] windowDb = new double[WINDOW_FRAMES];
  private long frames;
  private double floorDb = LOWEST_FLOOR_DB;
  private double levelDb = SILENCE_DB;
  private int previousSample;

  public VoiceActivityDetector() {
    Arrays.fill(windowDb, LOWEST_FLOOR_DB);
  }

  /**
   * Hears one frame.
   *
   * @param pcm holds the frame as little-endian samples from index 0 on
   * @param samples 1 to {@link #FRAME_SAMPLES}; less than that only where the audio ends or is cut,
   *     and then too little to learn the background from
   * @return whether it is speech
   */
  public boolean isSpeech(byte[] pcm, int samples) {
    levelDb = level(pcm, samples);
    if (samples == FRAME_SAMPLES) {
      adaptFloor();
    }
    return levelDb > LOUD_DB || levelDb > floorDb + MARGIN_DB;
  }

  /**
   * Level of the last frame in dB of full scale, after differentiation; {@link #SILENCE_DB} to
   * about 6.
   */
  public double levelDb() {
    return levelDb;
  }

  /** The noise floor now, in the same unit. */
  public double floorDb() {
    return floorDb;
  }

  private double level(byte[] pcm, int samples) {
    double sum = 0;
    int previous = previousSample;
    for (int i = 0; i < samples * Pcm.SAMPLE_BYTES; i += Pcm.SAMPLE_BYTES) {
      int sample = (pcm[i] & 0xff) | pcm[i + 1] << 8;
      double difference = sample - previous;
      sum += difference * difference;
      previous = sample;
    }
    previousSample = previous;
    double meanSquare = sum / samples / (FULL_SCALE * FULL_SCALE);
    return Math.max(SILENCE_DB, 10 * Math.log10(meanSquare + 1e-12));
  }

  private void adaptFloor() {
    recentDb[(int) (frames % SMOOTHED_FRAMES)] = levelDb;
    frames++;
    if (frames < SMOOTHED_FRAMES) {
      return;
    }
    windowDb[(int) (frames % WINDOW_FRAMES)] = Arrays.stream(recentDb).sum() / SMOOTHED_FRAMES;
    double quietestDb = Arrays.stream(windowDb).min().orElseThrow();
    floorDb = Math.max(LOWEST_FLOOR_DB, Math.min(quietestDb, floorDb + FLOOR_RISE_DB_PER_FRAME));
  }
}
