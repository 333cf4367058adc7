package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.audio.Sound;
import dev.stenogate.audio.VoiceActivityDetector;
import dev.stenogate.localstack.SpeechSample;
import dev.stenogate.session.Segmenter.Cut;
import dev.stenogate.session.Segmenter.Cut.Begin;
import dev.stenogate.session.Segmenter.Cut.End;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames are written as text: {@code #} is speech, {@code .} is not, each 20 ms. */
class SegmenterTest {
  private static final long FRAME = VoiceActivityDetector.FRAME_SAMPLES;
  private static final long SECOND = 16_000;
  private static final long SILENCE = 10_240; // 640 ms, 32 frames
  private static final long MAX = 30 * SECOND;
  private static final String PAUSE = ".".repeat(32);

  private final List<Cut> cuts = new ArrayList<>();
  private Segmenter segmenter = new Segmenter(new Endpointing(SILENCE, MAX, true), 0);
  private long position;

  @Test
  void silenceOpensNothing() {
    hear(".".repeat(1_000));

    assertThat(cuts).isEmpty();
  }

  @Test
  void twoFramesOfFiveAreNoOnset() {
    hear("#..#..#...##...##....".repeat(20));

    assertThat(cuts).isEmpty();
  }

  @Test
  void threeFramesOfFiveOpenAnUtteranceWithItsPreRoll() {
    hear(".".repeat(50)).hear("#.#.#");

    assertThat(cuts)
        .containsExactly(new Begin(50 * FRAME - Endpointing.PRE_ROLL_SAMPLES, 50 * FRAME));
  }

  @Test
  void atTheStartOfTheAudioThereIsAsMuchPreRollAsThereIsAudio() {
    segmenter = new Segmenter(new Endpointing(SILENCE, MAX, true), 1_000);
    position = 1_000;

    hear("###");

    assertThat(cuts).containsExactly(new Begin(1_000, 1_000));
  }

  @Test
  void aPauseEndsTheUtteranceNotASampleEarlier() {
    hear("#".repeat(50)).hear(".".repeat(31));
    assertThat(cuts).hasSize(1);

    hear(".");

    assertThat(cuts.getLast()).isEqualTo(new End(82 * FRAME, 50 * FRAME));
  }

  @Test
  void thePreRollTakesNothingFromTheUtteranceBefore() {
    hear("#".repeat(50)).hear(PAUSE).hear("..###");

    assertThat(cuts.getLast()).isEqualTo(new Begin(82 * FRAME, 82 * FRAME));
  }

  @Test
  void speechBeforeAPauseIsNoPartOfTheNextOnset() {
    segmenter = new Segmenter(new Endpointing(2 * FRAME, MAX, true), 0);

    hear("####..#");

    assertThat(cuts).hasSize(2);
  }

  @Test
  void aShortPauseCutsNearTheMaximumAndNotBefore() {
    long search = MAX - Endpointing.SEARCH_SAMPLES;
    hear("#".repeat(frames(search) - 8)).hear(".".repeat(8));
    assertThat(cuts).hasSize(1);

    hear("#".repeat(10)).hear(".".repeat(7));
    assertThat(cuts).hasSize(1);
    hear(".");

    assertThat(cuts.getLast()).isEqualTo(new End(position, position - 8 * FRAME));
  }

  @Test
  void inAShortUtteranceTheSearchIsItsLastThird() {
    segmenter = new Segmenter(new Endpointing(SILENCE, 6 * SECOND, true), 0);
    hear("#".repeat(frames(4 * SECOND) - 8)).hear(".".repeat(8));
    assertThat(cuts).hasSize(1);

    hear("#").hear(".".repeat(8));

    assertThat(cuts).hasSize(2);
  }

  @Test
  void behindACutInSpeechTheNextUtteranceBeginsWithTheNextFrame() {
    hear("#".repeat(frames(MAX) - 100)).hear(".".repeat(8));
    long cut = position;

    hear(".");

    assertThat(cuts.getLast()).isEqualTo(new Begin(cut, cut));
  }

  @Test
  void silenceBehindAShortPauseEndsTheNextUtteranceAfterAWholePause() {
    hear("#".repeat(frames(MAX) - 100)).hear(".".repeat(8));
    long cut = position;

    hear(PAUSE);

    assertThat(cuts.getLast()).isEqualTo(new End(cut + SILENCE, cut));
  }

  @Test
  void inTheLastSecondOnlyTheMaximumCuts() {
    hear("#".repeat(frames(MAX) - 40)).hear(".".repeat(10)).hear("#".repeat(29));
    assertThat(cuts).hasSize(1);

    hear("#");

    assertThat(cuts).hasSize(2);
  }

  @Test
  void withoutAnyPauseTheCutIsTheMiddleOfTheQuietestTenthOfTheLastSecond() {
    hear("#".repeat(frames(MAX) - 30));
    hear("#####", -30);
    long middle = position - 2 * FRAME;
    hear("#".repeat(25));

    assertThat(position).isEqualTo(MAX);
    assertThat(cuts.getLast()).isEqualTo(new End(middle, middle));
  }

  @Test
  void aSingleQuietFrameIsNotTheQuietestTenth() {
    hear("#".repeat(frames(MAX) - 40), -10);
    hear("#", -35);
    hear("#".repeat(15), -10);
    hear("#####", -20);
    long middle = position - 2 * FRAME;
    hear("#".repeat(19), -10);

    assertThat(((End) cuts.getLast()).end()).isEqualTo(middle);
  }

  @Test
  void theLastSecondBeforeTheMaximumIsHeldBack() {
    hear("#".repeat(frames(MAX) - 50));
    assertThat(segmenter.feedLimit()).isEqualTo(position).isEqualTo(MAX - SECOND);

    hear("#".repeat(49));

    assertThat(segmenter.feedLimit()).isEqualTo(MAX - SECOND);
  }

  @Test
  void drainEndsTheOpenUtteranceAtTheLastFrame() {
    hear("#".repeat(50));

    assertThat(segmenter.drain()).isEqualTo(new End(position, position));
    assertThat(segmenter.drain()).isEqualTo(new Cut.None());
  }

  @Test
  void drainOpensAnUtteranceForSpeechTooShortForAnOnset() {
    hear(".".repeat(50)).hear("##");

    assertThat(segmenter.drain())
        .isEqualTo(new Begin(47 * FRAME - Endpointing.PRE_ROLL_SAMPLES, 47 * FRAME));
    assertThat(segmenter.drain()).isEqualTo(new End(52 * FRAME, 52 * FRAME));
    assertThat(segmenter.drain()).isEqualTo(new Cut.None());
  }

  @Test
  void drainRightBehindACutInSpeechFindsWhatIsLeft() {
    hear("#".repeat(frames(MAX)));
    long cut = ((End) cuts.getLast()).end();

    assertThat(segmenter.drain()).isEqualTo(new Begin(cut, Math.max(cut, position - 5 * FRAME)));
    assertThat(segmenter.drain()).isEqualTo(new End(position, position));
  }

  @Test
  void drainBehindAShortPauseWithNothingAfterItFindsNothing() {
    hear("#".repeat(frames(MAX) - 100)).hear(".".repeat(8));

    assertThat(segmenter.drain()).isEqualTo(new Cut.None());
  }

  @Test
  void drainInSilenceFindsNothing() {
    hear(".".repeat(50));

    assertThat(segmenter.drain()).isEqualTo(new Cut.None());
  }

  @Test
  void silenceIsSettledExceptForWhatAnOnsetMayNeed() {
    hear(".".repeat(100));

    assertThat(segmenter.settled())
        .isEqualTo(100 * FRAME - 5 * FRAME - Endpointing.PRE_ROLL_SAMPLES);
  }

  @Test
  void behindACutInSpeechNothingIsSettledYet() {
    hear("#".repeat(frames(MAX)));

    assertThat(segmenter.settled()).isEqualTo(((End) cuts.getLast()).end());
  }

  @Test
  void withoutVoiceActivityEverythingIsSpeech() {
    segmenter = new Segmenter(new Endpointing(SILENCE, MAX, false), 0);

    hear(".".repeat(frames(MAX) + 1));

    assertThat(cuts).hasSize(3);
    assertThat(cuts.getFirst()).isEqualTo(new Begin(0, 0));
    long cut = ((End) cuts.get(1)).end();
    assertThat(cut).isGreaterThan(MAX - SECOND);
    assertThat(cuts.getLast())
        .isInstanceOfSatisfying(Begin.class, b -> assertThat(b.start()).isEqualTo(cut));
  }

  @Test
  void aClickOpensNothing() {
    hear(Sound.silence(2_000).clickAt(300).clickAt(900).clickAt(1_500));

    assertThat(cuts).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SENSE_AND_SENSIBILITY_1", "SENSE_AND_SENSIBILITY_2"})
  void aFluentSentenceIsOneUtteranceEvenWhereItIsVeryQuiet(SpeechSample sample) {
    hear(Sound.of(sample.samples()).louder(-20));

    assertThat(cuts).singleElement().isInstanceOf(Begin.class);
    assertThat(((Begin) cuts.getFirst()).start()).isZero();
  }

  private void hear(Sound sound) {
    VoiceActivityDetector voice = new VoiceActivityDetector();
    for (int i = 0; i < sound.frames(); i++) {
      position += FRAME;
      boolean speech = voice.isSpeech(sound.frame(i), (int) FRAME);
      note(segmenter.frame(position, speech, voice.levelDb()));
    }
  }

  private SegmenterTest hear(String frames) {
    return hear(frames, -20);
  }

  private SegmenterTest hear(String frames, double levelDb) {
    for (int i = 0; i < frames.length(); i++) {
      position += FRAME;
      note(segmenter.frame(position, frames.charAt(i) == '#', levelDb));
    }
    return this;
  }

  private void note(Cut cut) {
    if (!(cut instanceof Cut.None)) {
      cuts.add(cut);
    }
  }

  private static int frames(long samples) {
    return (int) (samples / FRAME);
  }
}
