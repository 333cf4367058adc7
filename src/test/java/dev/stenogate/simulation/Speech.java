package dev.stenogate.simulation;

import dev.stenogate.audio.Pcm;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What one caller says: words that are numbered in their samples, pauses between them, and the text
 * that must come back.
 */
final class Speech {
  /**
   * One word.
   *
   * @param spelled as the model spells it
   * @param middle of its burst, in samples
   */
  record Place(String spelled, int middle) {}

  /** Words of one caller; the numbers of the next begin behind them. */
  static final int WORDS_MAX = 500;

  /** Numbers in use, whoever says them. */
  private static final int NUMBERS = 4 * WORDS_MAX;

  private static final int WORD_BYTES = ScriptedSpeech.WORD_SAMPLES * Pcm.SAMPLE_BYTES;
  private static final AtomicReferenceArray<byte[]> SPOKEN = new AtomicReferenceArray<>(NUMBERS);
  private static final String[] SPELLED = new String[NUMBERS];

  static {
    for (int number = 0; number < NUMBERS; number++) {
      SPELLED[number] = spell(number);
    }
  }

  /** How the model writes the word: no other text of a world has "zq" in it. */
  static String spelling(int number) {
    return SPELLED[number];
  }

  /** Most are one piece; some are two, some have a mark, some more bytes than letters. */
  private static String spell(int number) {
    return switch (number % 11) {
      case 3 -> "zq" + number + ".";
      case 5 -> "zq" + number + "überlang";
      case 7 -> "zq" + number + "\uD83C\uDFBA\"\\";
      default -> "zq" + number;
    };
  }

  private final byte[] pcm;
  private final String text;
  private final List<Place> words;

  /** 40 ms. */
  private static final int UNREADABLE_BYTES = 1_280;

  private Speech(byte[] pcm, String text, List<Place> words) {
    this.pcm = pcm;
    this.text = text;
    this.words = words;
  }

  /** The audio; nobody writes to it. */
  byte[] pcm() {
    return pcm;
  }

  /** Every word whose middle is in the audio, as the model spells it. */
  String text() {
    return text;
  }

  /** The same words, and where they are. */
  List<Place> words() {
    return words;
  }

  long samples() {
    return pcm.length / Pcm.SAMPLE_BYTES;
  }

  /** Words of so much of the audio. */
  int wordsIn(long bytes) {
    long samples = bytes / Pcm.SAMPLE_BYTES;
    int count = 0;
    while (count < words.size() && words.get(count).middle() < samples) {
      count++;
    }
    return count;
  }

  /**
   * Draws a speech.
   *
   * @param first number of the first word
   * @param millis about how long; it may end in the middle of a word
   */
  static Speech drawn(Dice dice, int first, int millis) {
    byte[] pcm = new byte[(int) Pcm.samplesOfMillis(millis) * Pcm.SAMPLE_BYTES];
    StringBuilder text = new StringBuilder();
    List<Place> words = new ArrayList<>();
    double fluent = dice.chance(0.2) ? 0.995 : 0.8; // how often the next word follows at once
    int number = first;
    int at = dice.chance(0.5) ? 0 : pause(dice);
    while (at < pcm.length && number < first + WORDS_MAX) {
      int length = Math.min(WORD_BYTES, pcm.length - at);
      if (length < WORD_BYTES && Math.abs(length - WORD_BYTES / 2) < UNREADABLE_BYTES && at > 0) {
        pcm = Arrays.copyOf(pcm, at); // A flush at its middle would leave too little to be read.
        break;
      }
      System.arraycopy(spoken(number), 0, pcm, at, length);
      if (length / Pcm.SAMPLE_BYTES > ScriptedSpeech.WORD_SAMPLES / 2) {
        text.append(' ').append(spelling(number));
        words.add(
            new Place(spelling(number), at / Pcm.SAMPLE_BYTES + ScriptedSpeech.WORD_SAMPLES / 2));
      }
      number++;
      at += WORD_BYTES + (dice.chance(fluent) ? gap(dice) : pause(dice));
    }
    return new Speech(pcm, text.toString(), List.copyOf(words));
  }

  /** Between words: 0 to 200 ms. */
  private static int gap(Dice dice) {
    return dice.between(0, 3_200) * Pcm.SAMPLE_BYTES;
  }

  /** Between sentences: 0.2 to 3 s. */
  private static int pause(Dice dice) {
    return dice.between(3_200, 48_000) * Pcm.SAMPLE_BYTES;
  }

  private static byte[] spoken(int number) {
    byte[] word = SPOKEN.get(number);
    if (word == null) {
      word = new ScriptedSpeech().word(number).pcm();
      SPOKEN.set(number, word);
    }
    return word;
  }
}
