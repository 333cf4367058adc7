package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.Reply.Segment;
import dev.stenogate.session.Reply.Word;
import dev.stenogate.upstream.DeltaClock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtteranceTest {
  private static final int TOKEN = 1_280;
  private static final long START = 16_000;
  private static final int DELAY_TOKENS = 6;

  private final Utterance utterance = new Utterance(3, START, DELAY_TOKENS, Partials.REVISED, true);

  @Test
  void aPartialCarriesTheWholeTextAndHowFarItWasHeard() {
    utterance.sentTo(START + 100 * TOKEN, 0);
    deltas("", " And", " so", "");

    Segment partial = partial(utterance);

    assertThat(partial)
        .isEqualTo(
            new Segment(
                3,
                0,
                false,
                " And so",
                7,
                START,
                START + 4 * TOKEN,
                List.of(new Word("And", START + 2 * TOKEN), new Word("so", START + 3 * TOKEN))));
  }

  @Test
  void newsIsTextThatTheCallerHasNotHeard() {
    assertThat(utterance.wasTold()).isFalse();
    deltas("", "");
    assertThat(utterance.hasNews()).isFalse();

    deltas(" And", "");
    assertThat(utterance.hasNews()).isTrue();

    partial(utterance);
    assertThat(utterance.hasNews()).isFalse();
    assertThat(utterance.wasTold()).isTrue();
  }

  @Test
  void theFinalIsTheWholeTextToTheEndOfTheAudio() {
    utterance.sentTo(START + 20 * TOKEN, 0);
    utterance.endAt(START + 20 * TOKEN);
    utterance.finished(0);
    deltas(" And", " so", ".");

    assertThat(utterance.done(" And so."))
        .isEqualTo(
            new Segment(
                3,
                0,
                true,
                " And so.",
                8,
                START,
                START + 20 * TOKEN,
                List.of(new Word("And", START + TOKEN), new Word("so.", START + 2 * TOKEN))));
  }

  @Test
  void theCommittedLengthIsCountedInCodePoints() {
    deltas(" 𝄞", "é");

    assertThat(partial(utterance).committedLength()).isEqualTo(3);
  }

  @Test
  void aWordIsDatedByTheDeltaThatBeginsIt() {
    utterance.sentTo(START + 100 * TOKEN, 0);
    deltas("", "", " Dash", "wood", "", " had");

    assertThat(partial(utterance).words())
        .containsExactly(
            new Word("Dashwood", START + 3 * TOKEN), new Word("had", START + 6 * TOKEN));
  }

  @Test
  void noWordEndsBehindTheAudioEvenWhereTheFlushBringsIt() {
    utterance.sentTo(START + 2 * TOKEN, 0);
    utterance.endAt(START + 2 * TOKEN);
    utterance.finished(0);
    deltas("", "", "", "", " late");

    assertThat(utterance.done(" late").words())
        .containsExactly(new Word("late", START + 2 * TOKEN));
  }

  @Test
  void aTextThatStartsWithoutASpaceIsAWordToo() {
    utterance.sentTo(START + 100 * TOKEN, 0);
    deltas("And", " so");

    assertThat(partial(utterance).words()).extracting(Word::text).containsExactly("And", "so");
  }

  @Test
  void aLoneSpaceIsNoWord() {
    deltas(" ", " so", " ");

    assertThat(partial(utterance).words()).extracting(Word::text).containsExactly("so");
  }

  @Test
  void aFinalThatIsShorterThanItsDeltasHasTheWordsThatAreInIt() {
    utterance.endAt(START);
    deltas(" one", " two", " three");

    assertThat(utterance.done(" one tw").words())
        .extracting(Word::text)
        .containsExactly("one", "tw");
    assertThat(utterance.done("").words()).isEmpty();
  }

  @Test
  void wordsAreOnlyCollectedWhereTheyWereAskedFor() {
    Utterance plain = new Utterance(0, 0, DELAY_TOKENS, Partials.REVISED, false);
    plain.delta(" And", 0);

    assertThat(partial(plain).words()).isEmpty();
    assertThat(partial(plain).text()).isEqualTo(" And");
  }

  @Test
  void aRestartForgetsWhatTheLostLinkSaidAndCountsARevision() {
    utterance.sentTo(START + 10 * TOKEN, 0);
    utterance.endAt(START + 10 * TOKEN);
    utterance.finished(0);
    deltas(" And", " so");
    partial(utterance);

    utterance.restart(DELAY_TOKENS);

    assertThat(utterance.sent()).isEqualTo(START);
    assertThat(utterance.end()).isEqualTo(START + 10 * TOKEN);
    assertThat(utterance.isFinishing()).isFalse();
    assertThat(utterance.hasNews()).isFalse();
    assertThat(utterance.wasTold()).isTrue();
    assertThat(utterance.heardTo()).isEqualTo(START);
    deltas(" An");
    assertThat(partial(utterance))
        .satisfies(
            told -> {
              assertThat(told.text()).isEqualTo(" And so"); // The rest stays in view.
              assertThat(told.committedLength()).isEqualTo(3);
              assertThat(told.revision()).isEqualTo(1);
            });
  }

  @Test
  void audioIsCountedAsGivenAgainOnlyAsFarAsAnEarlierLinkHadIt() {
    assertThat(utterance.sentTo(START + 1_000, 0)).isZero();
    assertThat(utterance.sentTo(START + 3_000, 0)).isZero();
    utterance.restart(DELAY_TOKENS);

    assertThat(utterance.sentTo(START + 2_000, 0)).isEqualTo(2_000);
    utterance.restart(DELAY_TOKENS);
    assertThat(utterance.sentTo(START + 2_500, 0)).isEqualTo(2_500);
    assertThat(utterance.sentTo(START + 4_000, 0)).isEqualTo(500);
    assertThat(utterance.sentTo(START + 5_000, 0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 30})
  void theWindowAllowsExactlySoManyDeltasToBeDue(int delayTokens) {
    Utterance late = new Utterance(0, START, delayTokens, Partials.REVISED, false);
    DeltaClock clock = new DeltaClock(delayTokens);
    late.delta("", 0);
    late.delta("", 0);

    long window = late.windowEnd(50) - START;

    assertThat(clock.due(window) - 2).isEqualTo(50);
    assertThat(clock.due(window + TOKEN) - 2).isEqualTo(51);
  }

  @Test
  void noMoreIsHeardThanWasSentThoughTheFlushBringsMoreDeltas() {
    utterance.sentTo(START + 2 * TOKEN, 0);
    utterance.finished(0);

    deltas("", "", "", "", " late");

    assertThat(utterance.heardTo()).isEqualTo(START + 2 * TOKEN);
    assertThat(partial(utterance).end()).isEqualTo(START + 2 * TOKEN);
  }

  @Test
  void nothingIsWaitedForUntilADeltaIsDue() {
    utterance.sentTo(START + 7 * TOKEN, 100);
    assertThat(utterance.waitingNanos(1_000)).isZero();
    assertThat(utterance.lagNanos()).isZero();

    utterance.sentTo(START + 8 * TOKEN, 2_000);

    assertThat(utterance.waitingNanos(2_500)).isEqualTo(500);
    assertThat(utterance.lagNanos()).isEqualTo(80_000_000);
  }

  @Test
  void moreAudioDoesNotHideHowLongADeltaHasBeenDue() {
    utterance.sentTo(START + 9 * TOKEN, 1_000);
    utterance.sentTo(START + 20 * TOKEN, 5_000);
    assertThat(utterance.waitingNanos(6_000)).isEqualTo(5_000);

    utterance.delta("", 6_500);
    assertThat(utterance.waitingNanos(7_000)).isEqualTo(500);
  }

  @Test
  void whenAllThatIsDueCameNothingIsWaitedFor() {
    utterance.sentTo(START + 8 * TOKEN, 1_000);
    utterance.delta("", 2_000);

    assertThat(utterance.waitingNanos(9_000)).isZero();
  }

  @Test
  void theAnswerToTheEndIsWaitedForFromTheEndAndThenFromDeltaToDelta() {
    utterance.sentTo(START + TOKEN, 1_000);
    utterance.endAt(START + TOKEN);

    utterance.finished(4_000);
    assertThat(utterance.finishedNanos()).isEqualTo(4_000);
    assertThat(utterance.waitingNanos(5_000)).isEqualTo(1_000);

    utterance.delta("", 8_000);
    assertThat(utterance.waitingNanos(8_100)).isEqualTo(100);
  }

  @Test
  void aRestartWaitsFromItsOwnFirstDueDelta() {
    utterance.sentTo(START + 20 * TOKEN, 1_000);
    utterance.restart(DELAY_TOKENS);
    assertThat(utterance.waitingNanos(9_000)).isZero();

    utterance.sentTo(START + 20 * TOKEN, 9_000);

    assertThat(utterance.waitingNanos(9_500)).isEqualTo(500);
  }

  @Test
  void theNextLinkMayHaveAnotherDelay() {
    utterance.restart(1);

    utterance.sentTo(START + 3 * TOKEN, 0);

    assertThat(utterance.lagNanos()).isEqualTo(80_000_000);
  }

  private void deltas(String... pieces) {
    for (String piece : pieces) {
      utterance.delta(piece, 0);
    }
  }

  private static Segment partial(Utterance utterance) {
    return utterance.partial().orElseThrow();
  }
}
