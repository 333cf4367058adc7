package dev.stenogate.fleet;

/**
 * One generation of the model: a frame of audio each tick while it is spoken, and a delta for each
 * of them, the first after D frames and the last D with 11 more after the end, as {@link
 * dev.stenogate.upstream.DeltaClock} counts them.
 */
final class Utterance {
  static final int DELAY = 6;
  private static final int FLUSH = 11;

  final long startTick;
  long endTick;
  private int audio;
  private boolean ended;
  private double heard; // deltas of the generation that runs
  private double best; // most that any generation got to

  Utterance(long startTick) {
    this.startTick = startTick;
  }

  void speak() {
    audio++;
  }

  void end(long tick) {
    ended = true;
    endTick = tick;
  }

  boolean isEnded() {
    return ended;
  }

  int audio() {
    return audio;
  }

  double heard() {
    return heard;
  }

  /** Deltas that the model could write now and has not. */
  double due() {
    return Math.max(0, (ended ? audio + FLUSH : audio - DELAY) - heard);
  }

  /** Gives those that it wrote. */
  double hear(double deltas) {
    double written = Math.min(due(), deltas);
    heard += written;
    best = Math.max(best, heard);
    return written;
  }

  boolean isDone() {
    return ended && due() < 1e-9;
  }

  /** Another link begins again; what the caller has seen stays in view. */
  void replay() {
    heard = 0;
  }

  /** How long ago the text of the first word was due that nobody has seen, in ticks. */
  double lateTicks(long tick) {
    return best + 1e-9 >= audio ? 0 : Math.max(0, tick + 1 - startTick - DELAY - best);
  }

  /** Whether the caller has not seen all of its text. */
  boolean isUnseen() {
    return best + 1e-9 < audio;
  }
}
