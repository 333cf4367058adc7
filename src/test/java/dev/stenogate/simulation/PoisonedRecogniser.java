package dev.stenogate.simulation;

import dev.stenogate.localstack.recogniser.Recogniser;
import dev.stenogate.localstack.recogniser.Recognition;
import dev.stenogate.localstack.recogniser.Word;
import java.util.List;

/**
 * A recogniser that fails at one word: audio that no endpoint can transcribe.
 *
 * @param poison the word, with its space; null for none
 */
record PoisonedRecogniser(Recogniser healthy, String poison, Runnable onFailure)
    implements Recogniser {
  @Override
  public Recognition open(Runnable progress) {
    Recognition recognition = healthy.open(progress);
    return poison == null ? recognition : new Poisoned(recognition, poison, onFailure);
  }

  private record Poisoned(Recognition healthy, String poison, Runnable onFailure)
      implements Recognition {
    @Override
    public void audio(short[] samples) {
      healthy.audio(samples);
    }

    @Override
    public void finish() {
      healthy.finish();
    }

    @Override
    public List<Word> takeWords() {
      List<Word> words = healthy.takeWords();
      for (Word word : words) {
        if (word.text().equals(poison)) {
          onFailure.run();
          throw new IllegalStateException("device-side assert triggered");
        }
      }
      return words;
    }

    @Override
    public long heardSamples() {
      return healthy.heardSamples();
    }

    @Override
    public boolean isFinished() {
      return healthy.isFinished();
    }

    @Override
    public void close() {
      healthy.close();
    }
  }
}
