package dev.stenogate.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stenogate.localstack.SpeechSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceActivityDetectorTest {
  private static final int FRAMES_PER_SECOND = 50;

  private final VoiceActivityDetector detector = new VoiceActivityDetector();

  @Test
  void digitalSilenceIsNotSpeechAndHasTheLowestLevel() {
    assertThat(Sound.silence(5_000).heardBy(detector)).containsOnly(false);
    assertThat(detector.levelDb()).isEqualTo(VoiceActivityDetector.SILENCE_DB);
  }

  @Test
  void dcAloneIsSilenceBehindItsFirstFrame() {
    assertThat(speechIn(Sound.silence(1_000).offset(0.7), 1, FRAMES_PER_SECOND)).isZero();
    assertThat(detector.levelDb()).isEqualTo(VoiceActivityDetector.SILENCE_DB);
  }

  @Test
  void levelOfTheLoudestPossibleSoundIsSixDecibels() {
    byte[] frame = new byte[VoiceActivityDetector.FRAME_BYTES];
    for (int i = 0; i < frame.length; i += 2) {
      boolean high = i % 4 == 0;
      frame[i] = (byte) (high ? 0xff : 0x00);
      frame[i + 1] = (byte) (high ? 0x7f : 0x80);
    }

    detector.isSpeech(frame, VoiceActivityDetector.FRAME_SAMPLES);

    assertThat(detector.levelDb()).isCloseTo(6, within(0.1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-80, -70, -60, -55, -50, -47})
  void aSteadyHissIsBackgroundWithinThreeSeconds(double rmsDb) {
    Sound hiss = Sound.hiss(10_000, rmsDb);

    assertThat(speechIn(hiss, 3 * FRAMES_PER_SECOND, hiss.frames())).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-60, -40, -20, -12})
  void evenALoudMainsHumIsBackgroundWithinThreeSeconds(double peakDb) {
    Sound hum = Sound.tone(10_000, 50, peakDb);

    assertThat(speechIn(hum, 3 * FRAMES_PER_SECOND, hum.frames())).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLouderThanTheBoundStaysSpeechHoweverSteadyItIs(Loud loud) {
    assertThat(loud.sound.heardBy(detector)).containsOnly(true);
  }

  @SuppressWarnings("ImmutableEnumChecker")
  enum Loud {
    HISS(Sound.hiss(10_000, -40)),
    HELD_TONE(Sound.tone(10_000, 1_000, -20));

    private final Sound sound;

    Loud(Sound sound) {
      this.sound = sound;
    }
  }

  @Test
  void aQuietHeldVowelOfAlmostTwoSecondsIsSpeechToItsEnd() {
    Sound vowel = Sound.silence(3_000).then(Sound.tone(1_900, 400, -32));

    assertThat(speechIn(vowel, 150, vowel.frames())).isEqualTo(95);
  }

  @Test
  void theFloorFallsAtOnceSoThatAWhisperAfterNoiseIsHeard() {
    Sound noise = Sound.hiss(6_000, -52).then(Sound.silence(120));
    Sound whisper = Sound.hiss(200, -56);

    assertThat(speechIn(noise, 5 * FRAMES_PER_SECOND, noise.frames())).isZero();
    assertThat(whisper.heardBy(detector)).containsOnly(true);
  }

  @Test
  void theFloorWaitsForItsWindowAndThenRisesSlowly() {
    boolean[] heard = Sound.hiss(5_000, -50).heardBy(detector);

    assertThat(count(heard, 0, 120)).isEqualTo(120);
    assertThat(count(heard, 150, heard.length)).isZero();
  }

  @Test
  void dipsShorterThanATenthOfASecondAreNotTheBackground() {
    Sound dipping = Sound.silence(0);
    for (int i = 0; i < 40; i++) {
      dipping = dipping.then(Sound.hiss(180, -50)).then(Sound.hiss(20, -70));
    }

    assertThat(speechIn(dipping, 3 * FRAMES_PER_SECOND, dipping.frames())).isZero();
  }

  @Test
  void theFloorNeverLeavesItsBoundsOfSilence() {
    Sound.silence(10_000).heardBy(detector);

    assertThat(detector.floorDb()).isEqualTo(VoiceActivityDetector.LOWEST_FLOOR_DB);
  }

  @Test
  void aClickIsOneFrameOfSpeech() {
    boolean[] heard = Sound.silence(1_000).clickAt(500).heardBy(detector);

    assertThat(heard[25]).isTrue();
    assertThat(count(heard, 0, heard.length)).isEqualTo(1);
  }

  @Test
  void aRestShorterThanAFrameIsJudgedButTeachesNoBackground() {
    Sound.silence(4_000).heardBy(detector);
    double before = detector.floorDb();

    for (int i = 0; i < 500; i++) {
      assertThat(detector.isSpeech(Sound.hiss(20, -50).frame(0), 40)).isTrue();
    }

    assertThat(detector.floorDb()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void speechTwentyDecibelsBelowItsRecordingIsStillHeard(SpeechSample sample) {
    Sound quiet = Sound.of(sample.samples()).louder(-20);

    assertThat(speechIn(quiet, 0, quiet.frames())).isGreaterThan(quiet.frames() / 3);
  }

  @Test
  void speechIsHeardOverAHissThatBecameBackground() {
    Sound hiss = Sound.hiss(10_000, -55);
    Sound speech = Sound.of(SpeechSample.SENSE_AND_SENSIBILITY_1.samples());
    Sound mixed = hiss.over(Sound.silence(5_000).then(speech));

    assertThat(speechIn(mixed, 150, 250)).isZero();
    assertThat(speechIn(mixed, 250, mixed.frames())).isGreaterThan(250 / 2);
  }

  @ParameterizedTest
  @EnumSource
  void aDcOffsetHidesNothing(SpeechSample sample) {
    Sound speech = Sound.of(sample.samples()).louder(-12);
    boolean[] clean = speech.heardBy(new VoiceActivityDetector());
    boolean[] shifted = speech.offset(0.5).heardBy(new VoiceActivityDetector());

    for (int i = 1; i < clean.length; i++) {
      assertThat(shifted[i]).as("frame %d", i).isEqualTo(clean[i]);
    }
  }

  @Test
  void speechIsHeardFromTheFirstFrameOfTheCall() {
    Sound midWord = Sound.of(SpeechSample.SENSE_AND_SENSIBILITY_1.samples()).from(1_040);

    assertThat(speechIn(midWord, 0, 3)).isEqualTo(3);
  }

  private int speechIn(Sound sound, int fromFrame, int toFrame) {
    return count(sound.heardBy(detector), fromFrame, toFrame);
  }

  private static int count(boolean[] heard, int from, int to) {
    int speech = 0;
    for (int i = from; i < to; i++) {
      speech += heard[i] ? 1 : 0;
    }
    return speech;
  }
}
