package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.Reply.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller sees of a segment that is transcribed more than once. */
class DraftTest {
  private static final int TOKEN = 1_280;

  private final List<Segment> seen = new ArrayList<>();

  @Test
  void whatWasSeenStaysInViewBehindTheWordsOfTheNewLinkUntilThatOneHasCaughtUp() {
    Utterance utterance = utterance(Partials.REVISED);
    hear(utterance, " one", " two", " three", " four");
    replay(utterance);

    hear(utterance, " one", " too", "", " four");

    assertThat(texts())
        .containsExactly(
            " one",
            " one two",
            " one two three",
            " one two three four",
            " one two three four",
            " one too three four", // Not committed: " three four" is of the lost link.
            " one too four");
    assertThat(seen.get(5).committedLength()).isEqualTo(" one too".length());
    assertThat(seen.get(5).revision()).isEqualTo(1);
    assertThat(seen.get(6).committedLength()).isEqualTo(" one too four".length());
    assertThat(utterance.done(" one too four").text()).isEqualTo(" one too four");
  }

  @Test
  void aWordThatIsStillBeingSpelledHidesTheOneThatWasSeenOnlyWhereItDiffers() {
    Utterance utterance = utterance(Partials.REVISED);
    hear(utterance, " phon", "ograph", " rings", "");
    replay(utterance);

    hear(utterance, " phon", "e");

    assertThat(texts().subList(3, 5)).containsExactly(" phonograph rings", " phone rings");
  }

  @Test
  void theWordsInViewKeepTheirDates() {
    Utterance utterance = utterance(Partials.REVISED);
    hear(utterance, " one", " two", " three");
    replay(utterance);

    hear(utterance, " one");

    assertThat(seen.getLast().words())
        .containsExactly(
            new Reply.Word("one", TOKEN),
            new Reply.Word("two", 2 * TOKEN),
            new Reply.Word("three", 3 * TOKEN));
    assertThat(seen.getLast().end()).isEqualTo(3 * TOKEN);
  }

  @Test
  void anAppendOnlyCallerGetsWholeWordsOnceEach() {
    Utterance utterance = utterance(Partials.APPEND_ONLY);

    hear(utterance, " phon", "ograph", "", " rings", " twice");

    assertThat(texts()).containsExactly(" phonograph", " rings");
    assertThat(utterance.done(" phonograph rings twice").text())
        .isEqualTo(" phonograph rings twice");
  }

  @Test
  void whatAnAppendOnlyCallerWasToldStandsWhateverTheNextLinkWrites() {
    Utterance utterance = utterance(Partials.APPEND_ONLY);
    hear(utterance, " one", " two", " three");
    replay(utterance);

    hear(utterance, " won", " too", " three", " four", "", "", "", "", " five", " six");
    Segment done = utterance.done(" won too three four five six");

    assertThat(texts()).containsExactly(" one", " two", " three", " four", " five");
    assertThat(done.text()).isEqualTo(" one two three four five six");
    assertThat(done.committedLength()).isEqualTo(done.text().length());
    assertThat(done.words()).hasSize(6);
  }

  @Test
  void anAppendOnlyFinalBeginsWithWhatWasToldEvenIfTheNextLinkNeverCaughtUp() {
    Utterance utterance = utterance(Partials.APPEND_ONLY);
    hear(utterance, " one", " two", " three");
    utterance.restart(6);

    assertThat(utterance.done(" one too three four").text()).isEqualTo(" one two three four");
  }

  @Test
  void aWordThatWasToldIsNotToldAgainWhileItIsTheNewLinksLast() {
    Utterance utterance = utterance(Partials.APPEND_ONLY);
    hear(utterance, " one", " two", " three", " um");
    replay(utterance);

    hear(utterance, " one", " two", " three", "", "", "", "", "", "", "", "", " four", " five");

    assertThat(texts()).containsExactly(" one", " two", " three", " four");
    assertThat(utterance.done(" one two three four five").text())
        .isEqualTo(" one two three four five");
  }

  @Test
  void aSegmentThatIsGivenUpKeepsWhatWasSeen() {
    for (Partials partials : List.of(Partials.REVISED, Partials.APPEND_ONLY)) {
      Utterance utterance = utterance(partials);
      hear(utterance, " one", " two", " three");
      utterance.restart(6);
      utterance.endAt(40 * TOKEN);

      Segment end = utterance.givenUp();

      assertThat(end.text())
          .isEqualTo(partials == Partials.REVISED ? " one two three" : " one two");
      assertThat(end.isFinal()).isTrue();
      assertThat(end.end()).isEqualTo(40 * TOKEN);
    }
  }

  @Test
  void aCallerWithoutPartialsHearsOnlyTheFinal() {
    Utterance utterance = utterance(Partials.NONE);

    hear(utterance, " one", " two");

    assertThat(seen).isEmpty();
    assertThat(utterance.wasTold()).isFalse();
    assertThat(utterance.done(" one two").text()).isEqualTo(" one two");
  }

  private static Utterance utterance(Partials partials) {
    Utterance utterance = new Utterance(0, 0, 6, partials, true);
    utterance.sentTo(100 * TOKEN, 0);
    return utterance;
  }

  /** The link is lost; another is given all the audio. */
  private static void replay(Utterance utterance) {
    utterance.restart(6);
    utterance.sentTo(100 * TOKEN, 0);
  }

  private void hear(Utterance utterance, String... pieces) {
    for (String piece : pieces) {
      utterance.delta(piece, 0);
      if (utterance.hasNews()) {
        utterance.partial().ifPresent(seen::add);
      }
    }
  }

  private List<String> texts() {
    return seen.stream().map(Segment::text).toList();
  }
}
