package dev.stenogate.localstack.recogniser;

import dev.stenogate.audio.Pcm;
import java.util.ArrayList;
import java.util.List;

/**
 * Says the same text whatever it hears, one fragment every so many frames for as long as the audio
 * lasts and the model's tail goes on. It gives the words of the exchanges that were recorded from
 * vLLM 0.17.
 */
public final class ConstantRecogniser implements Recogniser {
  private static final int FRAME_SAMPLES = Pcm.SAMPLES_PER_TOKEN;

  private final List<String> fragments;
  private final int everyFrames;
  private final int firstFrame;

  /**
   * The text of the recorded exchanges: a fragment in every third delta, from the seventh delta on.
   */
  public static ConstantRecogniser ofTheRecordedExchanges() {
    return new ConstantRecogniser(
        List.of(
            " First",
            " words",
            " I",
            " spoke",
            " in",
            " the",
            " original",
            " phon",
            "ograph",
            ".",
            " Café",
            " 你好"),
        6,
        3);
  }

  /**
   * Says fragments.
   *
   * @param fragments what to say, with the spaces that go before
   * @param firstFrame index of the delta that carries the first, from 0; at least 1
   * @param everyFrames deltas from one fragment to the next; at least 2
   */
  public ConstantRecogniser(List<String> fragments, int firstFrame, int everyFrames) {
    this.fragments = List.copyOf(fragments);
    this.firstFrame = firstFrame;
    this.everyFrames = everyFrames;
  }

  @Override
  public Recognition open(Runnable progress) {
    return new Constant();
  }

  private final class Constant implements Recognition {
    /** Deltas that the model still sends after the last frame of audio. */
    private static final int TAIL_FRAMES = 11;

    private static final int MARGIN_SAMPLES = 40;

    private long samples;
    private int given;
    private boolean finished;

    @Override
    public void audio(short[] heard) {
      samples += heard.length;
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public List<Word> takeWords() {
      long frames =
          samples == 0
              ? 0
              : TAIL_FRAMES + Math.floorDiv(samples - MARGIN_SAMPLES, (long) FRAME_SAMPLES);
      List<Word> words = new ArrayList<>();
      while (given < fragments.size() && frame(given) < frames) {
        words.add(new Word(fragments.get(given), frame(given) * (long) FRAME_SAMPLES));
        given++;
      }
      return words;
    }

    private int frame(int fragment) {
      return firstFrame + fragment * everyFrames;
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
