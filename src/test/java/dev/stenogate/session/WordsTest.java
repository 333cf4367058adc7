package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
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
    assertThat(Words.covered(Words.of(said), Words.of(other))).isEqualTo(covered);
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
    assertThat(Words.covered(Words.of(" a"), List.of())).isZero();
  }
}
