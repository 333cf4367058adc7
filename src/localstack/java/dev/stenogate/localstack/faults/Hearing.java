package dev.stenogate.localstack.faults;

import com.google.protobuf.util.Durations;
import dev.stenogate.localstack.SpeechSample;
import dev.stenogate.localstack.WordErrorRate;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.v1.Endpointing;
import dev.stenogate.v1.Start;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is said, who listens, and how alike two transcripts of it must be. */
enum Hearing {
  /** Numbered words, heard exactly: any word lost, doubled or moved is seen. */
  SCRIPTED("scripted", 0),
  /** Real speech, heard by a small real model, which hears the same sounds now so, now so. */
  REAL("moonshine", 0.02);

  /** Words to a segment of scripted speech. */
  private static final int SEGMENT_WORDS = 10;

  private static final int SEGMENTS = 3;
  private static final int WORD_GAP_MILLIS = 60;

  /** Long enough to end a segment, and short beside what a caller notices. */
  private static final int PAUSE_MILLIS = 500;

  private static final int REAL_PAUSE_MILLIS = 900;

  private final String recogniser;
  private final double differenceMax;

  Hearing(String recogniser, double differenceMax) {
    this.recogniser = recogniser;
    this.differenceMax = differenceMax;
  }

  /** Heads its table. */
  String title() {
    return switch (this) {
      case SCRIPTED -> "Scripted speech, compared word for word";
      case REAL -> "Real speech and a real recogniser, compared by word error rate";
    };
  }

  /** Its name for {@code VllmMain}. */
  String recogniser() {
    return recogniser;
  }

  /** PCM16 at 16 kHz. Long: more than the 20 s after which streams can be cut. */
  byte[] pcm(boolean longer) {
    return switch (this) {
      case SCRIPTED -> scripted(segments(longer));
      case REAL -> real();
    };
  }

  /** Asks for segments that end at the pauses of the audio. */
  Start start() {
    return switch (this) {
      case SCRIPTED ->
          Start.newBuilder()
              .setEndpointing(
                  Endpointing.newBuilder().setSilenceDuration(Durations.fromMillis(320)))
              .build();
      case REAL -> Start.getDefaultInstance();
    };
  }

  /** Words that were heard when the caller is in the middle of its second segment. */
  int midSegmentWords() {
    return switch (this) {
      case SCRIPTED -> SEGMENT_WORDS + SEGMENT_WORDS / 3;
      case REAL -> 28;
    };
  }

  /** Words that were heard shortly before the second segment's end. */
  int lastWords() {
    return switch (this) {
      case SCRIPTED -> 2 * SEGMENT_WORDS - 2;
      case REAL -> 36;
    };
  }

  /**
   * What an undisturbed call must hear.
   *
   * @param heard what it heard, which decides where the recogniser is real
   */
  String said(boolean longer, String heard) {
    return switch (this) {
      case SCRIPTED ->
          IntStream.range(0, segments(longer) * SEGMENT_WORDS)
              .mapToObj(number -> " w" + number)
              .collect(Collectors.joining());
      case REAL -> heard;
    };
  }

  /** Whether the transcript is that of the undisturbed call. */
  boolean isSame(String undisturbed, String transcript) {
    return switch (this) {
      case SCRIPTED -> transcript.equals(undisturbed);
      case REAL -> difference(undisturbed, transcript) <= differenceMax;
    };
  }

  /** How alike two transcripts are, for the table. */
  String compared(String undisturbed, String transcript) {
    if (transcript.equals(undisturbed)) {
      return "equal";
    }
    return switch (this) {
      case SCRIPTED -> "**differs**";
      case REAL ->
          String.format(Locale.ROOT, "%.1f %% WER", 100 * difference(undisturbed, transcript));
    };
  }

  private static double difference(String undisturbed, String transcript) {
    return WordErrorRate.of(undisturbed, transcript).rate();
  }

  private static int segments(boolean longer) {
    return longer ? 2 * SEGMENTS : SEGMENTS;
  }

  private static byte[] scripted(int segments) {
    ScriptedSpeech speech = new ScriptedSpeech().silenceMillis(300);
    for (int segment = 0; segment < segments; segment++) {
      speech.words(segment * SEGMENT_WORDS, SEGMENT_WORDS, WORD_GAP_MILLIS);
      speech.silenceMillis(PAUSE_MILLIS - WORD_GAP_MILLIS);
    }
    return speech.pcm();
  }

  private static byte[] real() {
    byte[] pause = new ScriptedSpeech().silenceMillis(REAL_PAUSE_MILLIS).pcm();
    ByteArrayOutputStream pcm = new ByteArrayOutputStream();
    SpeechSample[] samples = {
      SpeechSample.SENSE_AND_SENSIBILITY_1, SpeechSample.SENSE_AND_SENSIBILITY_2
    };
    for (int i = 0; i < 2 * samples.length; i++) {
      SpeechSample sample = samples[i % samples.length];
      pcm.writeBytes(sample.pcm());
      pcm.writeBytes(pause);
    }
    return pcm.toByteArray();
  }
}
