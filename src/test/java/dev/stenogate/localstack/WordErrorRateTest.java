package dev.stenogate.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordErrorRateTest {
  @Test
  void ignoresCaseAndPunctuation() {
    assertThat(WordErrorRate.of("Ask not, what!", "ask NOT what").errors()).isZero();
  }

  @Test
  void countsWordsThatAreMissingWrongOrTooMany() {
    assertThat(WordErrorRate.of("a b c d", "a x d e")).isEqualTo(new WordErrorRate(3, 4));
  }

  @Test
  void countsEveryWordOfAnEmptyTranscript() {
    assertThat(WordErrorRate.of("one two", "").rate()).isEqualTo(1);
  }

  @Test
  void addsUpOverTexts() {
    assertThat(new WordErrorRate(1, 10).plus(new WordErrorRate(2, 20)).rate()).isEqualTo(0.1);
  }
}
