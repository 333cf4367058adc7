package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.audio.VoiceActivityDetector;
import java.util.Arrays;

/**
 * For how much speech a model has written nothing: voice activity of each token of 80 ms, laid
 * beside the deltas. A healthy engine can send only empty deltas over real speech for minutes.
 */
final class Blankness {
  private static final int FRAME_MILLIS = (int) Pcm.millis(VoiceActivityDetector.FRAME_SAMPLES);

  private final long start;
  private byte[] speech = new byte[64]; // frames with speech in each token of the utterance
  private int deltas;
  private int blankFrames; // with speech, since the model last wrote something
  private int speechFrames; // in all that the deltas cover

  Blankness(long start) {
    this.start = start;
  }

  /** A frame that ends there held speech. */
  void speechTo(long frameEnd) {
    int token = (int) ((frameEnd - 1 - start) / Pcm.SAMPLES_PER_TOKEN);
    if (token >= speech.length) {
      speech = Arrays.copyOf(speech, Math.max(token + 1, 2 * speech.length));
    }
    speech[token]++;
  }

  /** What was heard behind the end belongs to the next utterance. */
  void endAt(long end) {
    int tokens = (int) Math.ceilDiv(end - start, (long) Pcm.SAMPLES_PER_TOKEN);
    if (tokens < speech.length) {
      Arrays.fill(speech, tokens, speech.length, (byte) 0);
    }
  }

  void delta(boolean text) {
    int frames = deltas < speech.length ? speech[deltas] : 0;
    deltas++;
    speechFrames += frames;
    blankFrames = text ? 0 : blankFrames + frames;
  }

  /** Another link hears the utterance from its start. */
  void restart() {
    deltas = 0;
    blankFrames = 0;
    speechFrames = 0;
  }

  /** Speech since the model last wrote something. */
  int blankMillis() {
    return blankFrames * FRAME_MILLIS;
  }

  /** All speech of the utterance that was heard, whatever was written. */
  int speechMillis() {
    return speechFrames * FRAME_MILLIS;
  }
}
