package dev.stenogate.simulation;

import com.google.protobuf.util.Durations;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.Endpointing;
import dev.stenogate.v1.PartialResults;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.Start;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one caller asks for, says and does.
 *
 * @param live whether audio comes as it is spoken; else as fast as it is taken
 * @param pauseAtBytes where a live caller pauses, as a muted microphone does
 * @param readNanos what it takes to read a response
 * @param flushChance that a flush follows a message of audio
 * @param cancelNanos when it gives up
 * @param stopNanos when it ends its audio early
 * @param unreadFromNanos from when on it reads nothing, for {@code unreadNanos}
 */
record Manners(
    Start start,
    Speech speech,
    int messageBytes,
    boolean live,
    long beginNanos,
    long pauseAtBytes,
    long pauseNanos,
    long readNanos,
    double flushChance,
    OptionalLong cancelNanos,
    OptionalLong stopNanos,
    OptionalLong unreadFromNanos,
    long unreadNanos) {

  private static final List<PartialResults> PARTIALS =
      List.of(
          PartialResults.PARTIAL_RESULTS_UNSPECIFIED,
          PartialResults.PARTIAL_RESULTS_REVISED,
          PartialResults.PARTIAL_RESULTS_APPEND_ONLY,
          PartialResults.PARTIAL_RESULTS_NONE);

  private static final List<Priority> PRIORITIES =
      List.of(
          Priority.PRIORITY_UNSPECIFIED,
          Priority.PRIORITY_BATCH,
          Priority.PRIORITY_STANDARD,
          Priority.PRIORITY_CRITICAL);

  private static final List<Integer> MESSAGE_BYTES =
      List.of(640, 2_560, 2_560, 2_560, 6_400, 30_002);

  @Override
  public String toString() {
    return "%.1f s %s in messages of %d bytes: \"%s\""
        .formatted(
            speech.samples() / 16_000.0, live ? "live" : "fast", messageBytes, speech.text());
  }

  boolean isAppendOnly() {
    return start.getPartialResults() == PartialResults.PARTIAL_RESULTS_APPEND_ONLY;
  }

  /** How a caller's own doings can end its transcription otherwise than well. */
  boolean isPatient() {
    return cancelNanos.isEmpty() && stopNanos.isEmpty() && unreadFromNanos.isEmpty();
  }

  /**
   * Draws a caller.
   *
   * @param wayward whether it may do what ends its call
   */
  static Manners drawn(Dice dice, int index, boolean wayward, Coverage coverage) {
    int millis = dice.chance(0.03) ? dice.between(60_000, 120_000) : dice.between(300, 10_000);
    Speech speech = Speech.drawn(dice, index * Speech.WORDS_MAX, millis);
    boolean live = dice.chance(0.7);
    boolean pauses = live && dice.chance(0.1);
    if (pauses) {
      coverage.struck(Fault.CALLER_PAUSES);
    }
    boolean slow = dice.chance(0.1);
    if (slow) {
      coverage.struck(Fault.CALLER_READS_SLOWLY);
    }
    long span = millis * 1_500_000L;
    return new Manners(
        start(dice),
        speech,
        dice.oneOf(MESSAGE_BYTES),
        live,
        dice.nanos(2_000_000_000),
        pauses ? dice.nanos(speech.pcm().length) : Long.MAX_VALUE,
        dice.chance(0.2) ? dice.millis(20_000, 100_000) : dice.millis(500, 8_000),
        slow ? dice.millis(20, 200) : 0,
        dice.chance(0.2) ? 0.05 : 0,
        wayward && dice.chance(0.1) ? OptionalLong.of(dice.nanos(span)) : OptionalLong.empty(),
        wayward && dice.chance(0.1) ? OptionalLong.of(dice.nanos(span)) : OptionalLong.empty(),
        wayward && dice.chance(0.1) ? OptionalLong.of(dice.nanos(span)) : OptionalLong.empty(),
        dice.chance(0.3) ? dice.millis(280_000, 400_000) : dice.millis(500, 20_000));
  }

  private static Start start(Dice dice) {
    Start.Builder start =
        Start.newBuilder()
            .setAudioFormat(
                AudioFormat.newBuilder()
                    .setEncoding(Encoding.ENCODING_PCM16)
                    .setSampleRateHz(16_000))
            .setWordOffsets(dice.chance(0.3))
            .setSpeechEvents(dice.chance(0.3));
    start.setPartialResults(dice.oneOf(PARTIALS));
    if (dice.chance(0.6)) {
      start.setMaxWait(Durations.fromNanos(dice.millis(1, dice.chance(0.5) ? 3_000 : 120_000)));
    }
    start.setPriority(dice.oneOf(PRIORITIES));
    if (dice.chance(0.5)) {
      start.setEndpointing(
          Endpointing.newBuilder()
              .setSilenceDuration(Durations.fromMillis(dice.between(200, 1_500)))
              .setMaxSegment(Durations.fromMillis(dice.between(5_000, 15_000)))
              .setVoiceActivityDisabled(dice.chance(0.1)));
    }
    return start.build();
  }
}
