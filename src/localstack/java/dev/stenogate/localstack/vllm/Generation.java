package dev.stenogate.localstack.vllm;

import dev.stenogate.audio.Pcm;
import dev.stenogate.localstack.Spoken;
import dev.stenogate.localstack.recogniser.Recognition;

/** One utterance of one session: counts audio in and deltas out, and lays the words on them. */
final class Generation {
  /**
   * How far text may run ahead of recognition, in samples: 4 s. A replay faster than real time then
   * waits for its words instead of getting empty deltas.
   */
  private static final long AHEAD_SAMPLES_MAX = 4L * Pcm.SAMPLE_RATE_HZ;

  private final FrameClock clock;
  private final Recognition recognition;
  private final long audioSamplesMax;
  private final TextTrack track = new TextTrack();
  private final StringBuilder text = new StringBuilder();

  private long samples;
  private long frames;
  private boolean ended;
  private boolean blank;
  private boolean stalled;
  private long lastTokenNanos;

  /**
   * A generation without audio.
   *
   * @param contextTokensMax the recognition hears no audio that is beyond the model's context
   */
  Generation(FrameClock clock, Recognition recognition, int contextTokensMax, long nowNanos) {
    this.clock = clock;
    this.recognition = recognition;
    this.audioSamplesMax = (long) contextTokensMax * Pcm.SAMPLES_PER_TOKEN;
    this.lastTokenNanos = nowNanos;
  }

  /** More audio; lost if the utterance has ended. */
  void hear(short[] audio) {
    if (ended) {
      return;
    }
    if (samples < audioSamplesMax) {
      recognition.audio(audio);
    }
    samples += audio.length;
  }

  /** No more audio will come. */
  void end() {
    if (!ended) {
      ended = true;
      recognition.finish();
    }
  }

  /** Makes the generation write nothing more. */
  void goBlank() {
    blank = true;
  }

  /** Whether the next delta has what it needs: audio, and the words that belong to it. */
  boolean isReady() {
    if (stalled || frames >= framesDue()) {
      return false;
    }
    long textSamples = FrameClock.textSamples(frames);
    return recognition.isFinished()
        || (textSamples <= samples
            && textSamples <= recognition.heardSamples() + AHEAD_SAMPLES_MAX);
  }

  private long framesDue() {
    return isEmpty() ? 1 : clock.frames(samples, ended);
  }

  /** Ended before its first delta was due: it gets one all the same. */
  private boolean isEmpty() {
    return ended && clock.frames(samples, true) == 0;
  }

  /** Whether everything was said. */
  boolean isComplete() {
    return ended && !stalled && frames >= framesDue();
  }

  /** Tokens of the model's context in use once the next delta is there. */
  long contextTokens() {
    return clock.contextTokens(frames);
  }

  /**
   * The text of the next delta.
   *
   * @param isBlank the engine is in a blank-token rut
   * @param stallAfterNanos without a token for longer, this delta is the last; 0 for never
   * @throws IllegalStateException if recognition failed
   */
  String next(long nowNanos, boolean isBlank, long stallAfterNanos) {
    stalled = stallAfterNanos > 0 && nowNanos - lastTokenNanos > stallAfterNanos;
    lastTokenNanos = nowNanos;
    track.add(recognition.takeWords());
    long left = ended ? framesDue() - frames : Long.MAX_VALUE;
    String delta = track.next(frames, left);
    frames++;
    if (blank || isBlank) {
      return "";
    }
    text.append(delta);
    return delta;
  }

  /** The {@code transcription.done} of a complete generation. */
  String done() {
    int promptTokens = isEmpty() ? 1 : clock.promptTokens();
    Spoken.text(text.toString());
    return ServerEvents.done(text.toString(), promptTokens, frames);
  }

  /** Gives the recognition up. */
  void close() {
    recognition.close();
  }
}
