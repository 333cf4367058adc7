package dev.stenogate.localstack.recogniser;

import dev.stenogate.localstack.Spoken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reads the words that {@link ScriptedSpeech} wrote into the audio: a pure function of the samples,
 * so that the same audio gives the same words on any server, wherever utterances are cut. A word is
 * said by the utterance that holds the middle of its burst; an utterance that begins after it says
 * nothing for the rest of the burst. Everything else is silence to it.
 */
public final class ScriptedRecogniser implements Recogniser {
  private final IntFunction<String> spelling;

  /** Writes word 7 as {@code w7}. */
  public ScriptedRecogniser() {
    this(number -> "w" + number);
  }

  /**
   * Writes words as it is told.
   *
   * @param spelling the word of a number, without spaces; not empty
   */
  public ScriptedRecogniser(IntFunction<String> spelling) {
    this.spelling = spelling;
  }

  @Override
  public Recognition open(Runnable progress) {
    return new Scripted();
  }

  private final class Scripted implements Recognition {
    /** Nibbles of a block after its sync, up to those that say nothing. */
    private static final int BODY_NIBBLES = 14;

    private static final int SAID_NIBBLES = 8 + BODY_NIBBLES;

    private int lastNibbles;
    private long body;
    private int bodyLeft;

    private long samples;

    /** Of the burst that is being heard, or -1. */
    private int number = -1;

    /** Where that burst begins; negative if before the utterance. */
    private long burstStart;

    private List<Word> words = new ArrayList<>();
    private boolean finished;

    @Override
    public void audio(short[] heard) {
      for (short sample : heard) {
        samples++;
        hear(sample & 0xF);
        if (number >= 0 && samples == burstStart + ScriptedSpeech.WORD_SAMPLES) {
          sayIfOurs();
        }
      }
    }

    /** Looks for a sync in the last eight nibbles; what follows it is the body. */
    private void hear(int nibble) {
      if (bodyLeft > 0) {
        body = (body << 4) | nibble;
        bodyLeft--;
        if (bodyLeft == 0) {
          read();
        }
        return;
      }
      lastNibbles = (lastNibbles << 4) | nibble;
      if (lastNibbles == ScriptedSpeech.SYNC) {
        lastNibbles = 0;
        body = 0;
        bodyLeft = BODY_NIBBLES;
      }
    }

    private void read() {
      int block = (int) (body >>> 48) & 0xFF;
      int said = (int) (body >>> 16);
      if ((int) (body & 0xFFFF) == ScriptedSpeech.check(block, said)) {
        number = said;
        burstStart = samples - SAID_NIBBLES - (long) block * ScriptedSpeech.BLOCK_SAMPLES;
      }
    }

    private void sayIfOurs() {
      long middle = burstStart + ScriptedSpeech.WORD_SAMPLES / 2;
      if (middle >= 0 && middle < samples) {
        String word = spelling.apply(number);
        Spoken.word(word);
        words.add(new Word(" " + word, samples));
      }
      number = -1;
    }

    @Override
    public void finish() {
      if (number >= 0) {
        sayIfOurs();
      }
      finished = true;
    }

    @Override
    public List<Word> takeWords() {
      List<Word> taken = words;
      words = new ArrayList<>();
      return taken;
    }

    @Override
    public long heardSamples() {
      return samples;
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public void close() {}
  }
}
