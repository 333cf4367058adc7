package dev.stenogate.audio;

import java.util.Arrays;
import java.util.Random;

/** Audio made by arithmetic, in samples of full scale 1, and how a detector hears it. */
public final class Sound {
  private final double[] samples;

  private Sound(double[] samples) {
    this.samples = samples;
  }

  public static Sound silence(int millis) {
    return new Sound(new double[millis * 16]);
  }

  /** White noise of this level, in dB of full scale. */
  public static Sound hiss(int millis, double rmsDb) {
    Random random = new Random(millis);
    return generated(millis, _ -> ratio(rmsDb) * random.nextGaussian());
  }

  /** A sine of this peak level, in dB of full scale. */
  public static Sound tone(int millis, double hertz, double peakDb) {
    double step = 2 * Math.PI * hertz / Pcm.SAMPLE_RATE_HZ;
    return generated(millis, i -> ratio(peakDb) * Math.sin(step * i));
  }

  /** Real speech or whatever else there is. */
  public static Sound of(short[] pcm) {
    double[] samples = new double[pcm.length];
    Arrays.setAll(samples, i -> pcm[i] / 32_768.0);
    return new Sound(samples);
  }

  public Sound then(Sound next) {
    double[] both = Arrays.copyOf(samples, samples.length + next.samples.length);
    System.arraycopy(next.samples, 0, both, samples.length, next.samples.length);
    return new Sound(both);
  }

  /** Both at once; the longer one goes on alone. */
  public Sound over(Sound other) {
    double[] mixed = Arrays.copyOf(samples, Math.max(samples.length, other.samples.length));
    for (int i = 0; i < other.samples.length; i++) {
      mixed[i] += other.samples[i];
    }
    return new Sound(mixed);
  }

  public Sound louder(double db) {
    return new Sound(Arrays.stream(samples).map(s -> s * ratio(db)).toArray());
  }

  /** Every sample shifted by this share of full scale. */
  public Sound offset(double dc) {
    return new Sound(Arrays.stream(samples).map(s -> s + dc).toArray());
  }

  /** One sample at full scale. */
  public Sound clickAt(int millis) {
    double[] clicked = samples.clone();
    clicked[millis * 16] = 1;
    return new Sound(clicked);
  }

  public Sound from(int millis) {
    return new Sound(Arrays.copyOfRange(samples, millis * 16, samples.length));
  }

  public int frames() {
    return samples.length / VoiceActivityDetector.FRAME_SAMPLES;
  }

  /** One frame as the detector takes it. */
  public byte[] frame(int index) {
    byte[] frame = new byte[VoiceActivityDetector.FRAME_BYTES];
    for (int i = 0; i < VoiceActivityDetector.FRAME_SAMPLES; i++) {
      double sample = samples[index * VoiceActivityDetector.FRAME_SAMPLES + i];
      int value = Math.clamp(Math.round(sample * 32_768), -32_768, 32_767);
      frame[2 * i] = (byte) value;
      frame[2 * i + 1] = (byte) (value >> 8);
    }
    return frame;
  }

  /** What the detector says of each whole frame. */
  boolean[] heardBy(VoiceActivityDetector detector) {
    boolean[] speech = new boolean[frames()];
    for (int i = 0; i < speech.length; i++) {
      speech[i] = detector.isSpeech(frame(i), VoiceActivityDetector.FRAME_SAMPLES);
    }
    return speech;
  }

  private interface Wave {
    double at(int index);
  }

  private static Sound generated(int millis, Wave wave) {
    double[] samples = new double[millis * 16];
    Arrays.setAll(samples, wave::at);
    return new Sound(samples);
  }

  private static double ratio(double db) {
    return Math.pow(10, db / 20);
  }
}
