package dev.stenogate.localstack.recogniser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ScriptedRecogniserTest {
  private static final short[] AUDIO =
      new ScriptedSpeech().silenceMillis(400).words(7, 6, 150).samples();

  private final ScriptedRecogniser recogniser = new ScriptedRecogniser();

  @Test
  void readsBackWhatWasWrittenAndWhereItEnds() {
    List<Word> words = words(new ScriptedSpeech().silenceMillis(100).word(5).samples(), 320);
    assertThat(words).containsExactly(new Word(" w5", 1_600 + ScriptedSpeech.WORD_SAMPLES));
  }

  @RepeatedTest(50)
  void saysEachWordOnceWhereverAudioIsCutAndHoweverItIsAppended(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int cut = random.nextInt(AUDIO.length);
    List<Word> words = words(Arrays.copyOf(AUDIO, cut), 1 + random.nextInt(999));
    words.addAll(words(Arrays.copyOfRange(AUDIO, cut, AUDIO.length), 1 + random.nextInt(999)));
    assertThat(words.stream().map(Word::text).collect(Collectors.joining()))
        .as("cut at sample %d", cut)
        .isEqualTo(" w7 w8 w9 w10 w11 w12");
  }

  @Test
  void saysNothingForTheRestOfABurstThatBeganBefore() {
    short[] burst = new ScriptedSpeech().word(3).silenceMillis(200).samples();
    short[] rest = Arrays.copyOfRange(burst, 2 * ScriptedSpeech.WORD_SAMPLES / 3, burst.length);
    assertThat(words(rest, 320)).isEmpty();
  }

  @Test
  void saysNothingOverSilenceOrOtherSound() {
    short[] noise = new short[16_000];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (short) random.nextInt(-8_000, 8_000);
    }
    assertThat(words(noise, 320)).isEmpty();
    assertThat(words(new short[16_000], 320)).isEmpty();
  }

  @Test
  void scriptedSpeechIsAsLoudAsSpeech() {
    short[] burst = new ScriptedSpeech().word(1).samples();
    double power = 0;
    for (short sample : burst) {
      power += (double) sample * sample;
    }
    assertThat(Math.sqrt(power / burst.length)).isBetween(2_000.0, 6_000.0);
  }

  private List<Word> words(short[] samples, int chunk) {
    List<Word> words = new ArrayList<>();
    Recognition recognition = recogniser.open(() -> {});
    for (int from = 0; from < samples.length; from += chunk) {
      recognition.audio(Arrays.copyOfRange(samples, from, Math.min(samples.length, from + chunk)));
      words.addAll(recognition.takeWords());
    }
    recognition.finish();
    words.addAll(recognition.takeWords());
    return words;
  }
}
