package dev.stenogate.localstack.recogniser;

import dev.stenogate.audio.Pcm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Writes audio that carries its own words: a numbered word is a burst of a voice-like tone, loud
 * enough for voice activity detection (about −19 dBFS), and the lowest four bits of its samples say
 * which number it is. {@link ScriptedRecogniser} reads it back, exactly as long as PCM16 at 16 kHz
 * passes through unchanged; resampling or another encoding loses the words.
 *
 * <p>A burst is a row of blocks of 32 samples; every block says the number and its own place in the
 * burst: sync (8 nibbles), place (2), number (8), check (4), and 10 that say nothing. So any 64
 * samples of a burst tell where its middle is, and a word belongs to the utterance that holds the
 * middle of its burst: wherever audio is cut, each word is said exactly once.
 */
public final class ScriptedSpeech {
  /** How long a word lasts, in milliseconds. */
  public static final int WORD_MILLIS = 320;

  /** How long a word lasts, in samples. */
  public static final int WORD_SAMPLES = Pcm.SAMPLE_RATE_HZ * WORD_MILLIS / 1_000;

  static final int BLOCK_SAMPLES = 32;
  static final int SYNC = 0xA5C396E1;

  private static final double PITCH_HZ = 140;
  private static final double[] HARMONICS = {3_000, 2_400, 2_000, 1_200, 800};

  private final int[] tone = IntStream.range(0, WORD_SAMPLES).map(ScriptedSpeech::tone).toArray();
  private short[] samples = new short[Pcm.SAMPLE_RATE_HZ];
  private int length;

  /** Adds silence. */
  public ScriptedSpeech silenceMillis(int millis) {
    return silenceSamples((int) Pcm.samplesOfMillis(millis));
  }

  /** Adds silence of so many samples. */
  public ScriptedSpeech silenceSamples(int count) {
    reserve(count);
    length += count;
    return this;
  }

  /**
   * Adds one word, {@link #WORD_MILLIS} long.
   *
   * @param number 0 or more
   */
  public ScriptedSpeech word(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("number: " + number + " (expected: 0 or more)");
    }
    reserve(WORD_SAMPLES);
    for (int i = 0; i < WORD_SAMPLES; i++) {
      samples[length + i] = (short) ((tone[i] & ~0xF) | nibble(number, i));
    }
    length += WORD_SAMPLES;
    return this;
  }

  /** Adds {@code count} words numbered from {@code first}, each followed by silence. */
  public ScriptedSpeech words(int first, int count, int gapMillis) {
    for (int i = 0; i < count; i++) {
      word(first + i).silenceMillis(gapMillis);
    }
    return this;
  }

  /** The audio so far, a copy. */
  public short[] samples() {
    return Arrays.copyOf(samples, length);
  }

  /** The audio so far as PCM16 little-endian, a copy. */
  public byte[] pcm() {
    ByteBuffer pcm = ByteBuffer.allocate(length * Pcm.SAMPLE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    pcm.asShortBuffer().put(samples, 0, length);
    return pcm.array();
  }

  private void reserve(int count) {
    if (length + count > samples.length) {
      samples = Arrays.copyOf(samples, Math.max(length + count, 2 * samples.length));
    }
  }

  private static int tone(int i) {
    double sum = 0;
    for (int harmonic = 0; harmonic < HARMONICS.length; harmonic++) {
      double turns = PITCH_HZ * (harmonic + 1) * i / Pcm.SAMPLE_RATE_HZ;
      sum += HARMONICS[harmonic] * Math.sin(2 * Math.PI * turns);
    }
    return (int) Math.round(sum);
  }

  private static int nibble(int number, int sample) {
    int block = sample / BLOCK_SAMPLES;
    int place = sample % BLOCK_SAMPLES;
    if (place < 8) {
      return nibbleOf(SYNC, 7 - place);
    } else if (place < 10) {
      return nibbleOf(block, 9 - place);
    } else if (place < 18) {
      return nibbleOf(number, 17 - place);
    } else if (place < 22) {
      return nibbleOf(check(block, number), 21 - place);
    }
    return 0;
  }

  private static int nibbleOf(int value, int index) {
    return (value >>> (4 * index)) & 0xF;
  }

  /** Sixteen bits over what a block says. */
  static int check(int block, int number) {
    return (number * 0x9E3779B1 + block * 0x85EBCA6B) >>> 16;
  }
}
