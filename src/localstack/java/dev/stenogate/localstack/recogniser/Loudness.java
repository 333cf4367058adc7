package dev.stenogate.localstack.recogniser;

import dev.stenogate.audio.Pcm;

/** How loud each 20 ms of a stretch of audio is, and where it is quiet enough to cut. */
final class Loudness {
  /** Samples of one frame, 20 ms. */
  static final int FRAME_SAMPLES = Pcm.SAMPLE_RATE_HZ / 50;

  /** A frame is quiet below this part of the loudest: it finds the pauses of the samples. */
  private static final double QUIET_PART = 0.05;

  /** A stretch whose loudest frame is below it is silence, whatever its shape (−46 dBFS). */
  private static final double SPEECH_RMS_MIN = 160;

  private final double[] rms;
  private final double loudest;

  Loudness(short[] samples, int length) {
    rms = new double[length / FRAME_SAMPLES];
    double max = 0;
    for (int frame = 0; frame < rms.length; frame++) {
      double sum = 0;
      for (int i = frame * FRAME_SAMPLES; i < (frame + 1) * FRAME_SAMPLES; i++) {
        sum += (double) samples[i] * samples[i];
      }
      rms[frame] = Math.sqrt(sum / FRAME_SAMPLES);
      max = Math.max(max, rms[frame]);
    }
    loudest = max;
  }

  boolean isSilence() {
    return loudest < SPEECH_RMS_MIN;
  }

  private boolean isQuiet(int frame) {
    return isSilence() || rms[frame] < loudest * QUIET_PART;
  }

  /** Where speech begins, in samples from the start of the stretch; its end if there is none. */
  int speechStart() {
    int frame = 0;
    while (frame < rms.length && isQuiet(frame)) {
      frame++;
    }
    return frame * FRAME_SAMPLES;
  }

  /** How long it has been quiet at the end of the stretch, in samples. */
  int quietTail() {
    int frames = 0;
    while (frames < rms.length && isQuiet(rms.length - 1 - frames)) {
      frames++;
    }
    return frames * FRAME_SAMPLES;
  }

  /** The middle of the quietest 60 ms in a stretch. */
  int quietestPoint(int fromSample, int toSample) {
    int best = fromSample / FRAME_SAMPLES + 1;
    for (int frame = best; frame + 1 < toSample / FRAME_SAMPLES; frame++) {
      if (around(frame) < around(best)) {
        best = frame;
      }
    }
    return best * FRAME_SAMPLES + FRAME_SAMPLES / 2;
  }

  private double around(int frame) {
    return rms[frame - 1] + rms[frame] + rms[frame + 1];
  }

  /**
   * Where the speech is when so much of it is over: words are dated by their share of the letters.
   *
   * @param part 0..1 of the frames that are not quiet
   * @return samples from the start of the stretch
   */
  int spoken(double part) {
    int voiced = 0;
    for (int frame = 0; frame < rms.length; frame++) {
      voiced += isQuiet(frame) ? 0 : 1;
    }
    double wanted = voiced * part;
    int seen = 0;
    for (int frame = 0; frame < rms.length; frame++) {
      seen += isQuiet(frame) ? 0 : 1;
      if (seen > 0 && seen >= wanted) {
        return (frame + 1) * FRAME_SAMPLES;
      }
    }
    return rms.length * FRAME_SAMPLES;
  }
}
