package dev.stenogate.fleet;

import java.util.SplittableRandom;

/** When a caller speaks: utterances of 2 to 15 s and pauses that last as long on average. */
final class Speaker {
  private static final double UTTERANCE_SECONDS_MIN = 2;
  private static final double UTTERANCE_SECONDS_MAX = 15;
  private static final double PAUSE_SECONDS_MIN = 0.5;
  private static final double PAUSE_SECONDS_MEAN = 8.5;
  private static final double FIRST_PAUSE_SECONDS_MAX = 2;

  private final SplittableRandom random;
  private boolean speaking;
  private long ticksLeft;

  Speaker(long seed) {
    random = new SplittableRandom(seed);
    ticksLeft = Ticks.ofSeconds(random.nextDouble(FIRST_PAUSE_SECONDS_MAX));
  }

  /** One tick more. Gives whether there is speech in it. */
  boolean speaks() {
    while (ticksLeft <= 0) {
      speaking = !speaking;
      ticksLeft =
          Ticks.ofSeconds(
              speaking
                  ? random.nextDouble(UTTERANCE_SECONDS_MIN, UTTERANCE_SECONDS_MAX)
                  : PAUSE_SECONDS_MIN
                      + (PAUSE_SECONDS_MEAN - PAUSE_SECONDS_MIN) * random.nextExponential());
    }
    ticksLeft--;
    return speaking;
  }
}
