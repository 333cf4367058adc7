package dev.stenogate.localstack.vllm;

import dev.stenogate.localstack.recogniser.Recogniser;
import dev.stenogate.localstack.recogniser.Recognition;
import dev.stenogate.localstack.recogniser.Word;
import java.util.ArrayList;
import java.util.List;

/** A recogniser that hears and says what the test tells it to; for one utterance. */
final class HandRecogniser implements Recogniser, Recognition {
  private Runnable progress;
  private List<Word> words = new ArrayList<>();
  private long heardSamples;
  private boolean finished;
  private String failure;
  private boolean closed;

  void hears(long samples) {
    heardSamples = samples;
    progress.run();
  }

  void finishesWith(Word... last) {
    words.addAll(List.of(last));
    finished = true;
    progress.run();
  }

  void fails(String message) {
    failure = message;
    finished = true;
    progress.run();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public Recognition open(Runnable progress) {
    this.progress = progress;
    return this;
  }

  @Override
  public void audio(short[] samples) {}

  @Override
  public void finish() {}

  @Override
  public List<Word> takeWords() {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    List<Word> taken = words;
    words = new ArrayList<>();
    return taken;
  }

  @Override
  public long heardSamples() {
    return heardSamples;
  }

  @Override
  public boolean isFinished() {
    return finished;
  }

  @Override
  public void close() {
    closed = true;
  }
}
