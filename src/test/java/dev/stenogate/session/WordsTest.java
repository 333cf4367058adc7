package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  private static final long WORD = 5_120;

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "one", " one", " one two", "one  two ", " a\tb\n", "  "})
  void wordsConcatenateToTheText(String text) {
    assertThat(String.join("", Words.of(text))).isEqualTo(text);
  }

  @Test
  void aWordHasTheSpaceBeforeItAndTheLastOneTheSpaceBehind() {
    assertThat(Words.of(" And so, they ")).containsExactly(" And", " so,", " they ");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ' a b', 0",
    "' a b', ' a b', 2",
    "' a b', ' a b c d', 2",
    "' a b c', ' a b', 2", // The other is behind.
    "' And so', ' and so they', 2", // Case and punctuation are no difference.
    "' so they went', ' so, they; went. Home', 3",
    "' a x c', ' a b c d', 3", // A word heard otherwise.
    "' a c', ' a b c d', 3", // A word more.
    "' a b b c', ' a b c d', 3", // A word less.
    "' the the', ' the the the cat', 2",
    "' a b', ' x y z', 2"
  })
  void aTextIsLaidOnTheHeadOfAnotherWithTheFewestChanges(String said, String other, int covered) {
    assertThat(Words.covered(at(0, said), at(0, other))).isEqualTo(covered);
  }

  @Test
  void whereNoSpacesAreSetEachLetterIsAWord() {
    assertThat(Words.of(" 今天天气，很好。ok go"))
        .containsExactly(" 今", "天", "天", "气，", "很", "好。", "ok", " go");
    assertThat(Words.of("カタカナ")).hasSize(4);
    assertThat(Words.of(" 한국어 말")).containsExactly(" 한국어", " 말");
    assertThat(Words.of("𠀀𠀁")).containsExactly("𠀀", "𠀁");
  }

  @Test
  void nothingCoversNothing() {
    assertThat(Words.covered(List.of(), List.of())).isZero();
    assertThat(Words.covered(at(0, " a"), List.of())).isZero();
    assertThat(Words.covered(List.of(), at(0, " a"))).isZero();
  }

  @Test
  void wordsThatTheFirstLinkSwallowedAreNotTakenForOthers() {
    List<DatedWord> said = List.of(new DatedWord(" c", 3 * WORD), new DatedWord(" d", 4 * WORD));

    assertThat(Words.covered(said, at(WORD, " a b c d e f"))).isEqualTo(4);
  }

  @Test
  void wordsThatDifferAltogetherAreLaidByTime() {
    assertThat(Words.covered(at(WORD, " x y z"), at(WORD, " a b c d e"))).isEqualTo(3);
  }

  @Test
  void theSameWordsCountForMoreThanAnotherClock() {
    List<DatedWord> late =
        at(WORD, " a b c d e").stream()
            .map(w -> new DatedWord(w.text(), w.end() + 2 * WORD))
            .toList();

    assertThat(Words.covered(at(WORD, " a b c"), late)).isEqualTo(3);
  }

  /** One word after the other. */
  private static List<DatedWord> at(long samplesEach, String text) {
    List<DatedWord> words = new ArrayList<>();
    for (String word : Words.of(text)) {
      words.add(new DatedWord(word, (words.size() + 1) * samplesEach));
    }
    return words;
  }
}
