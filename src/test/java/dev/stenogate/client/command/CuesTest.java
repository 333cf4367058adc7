package dev.stenogate.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.client.Responses;
import dev.stenogate.client.command.Cues.Cue;
import dev.stenogate.v1.Segment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CuesTest {
  @Test
  void aSegmentWithoutWordsIsOneCue() {
    assertThat(Cues.of(Responses.finalSegment(0, " Hello there.", 1_000, 2_500).build()))
        .containsExactly(new Cue(1_000, 2_500, "Hello there."));
  }

  @Test
  void theLastWordEndsTheCueMoreCloselyThanTheSegment() {
    var segment =
        Responses.finalSegment(0, " Hello there.", 1_000, 2_500)
            .addWords(Responses.word("Hello", 1_400))
            .addWords(Responses.word("there.", 1_900))
            .build();

    assertThat(Cues.of(segment)).containsExactly(new Cue(1_000, 1_900, "Hello there."));
  }

  @Test
  void anEmptySegmentHasNoCue() {
    assertThat(Cues.of(Responses.finalSegment(0, " ", 1_000, 2_500).build())).isEmpty();
  }

  @Test
  void aLongSegmentIsCutBetweenItsWords() {
    var cues = Cues.of(spoken(40, 400));

    assertThat(cues).hasSizeGreaterThan(2);
    assertThat(cues.getFirst().startMillis()).isZero();
    assertThat(cues.getLast().endMillis()).isEqualTo(16_000);
    assertThat(String.join(" ", cues.stream().map(c -> c.text().replace('\n', ' ')).toList()))
        .isEqualTo(spoken(40, 400).getText().strip());
  }

  @Test
  void everyCueFitsTwoLinesAndSevenSecondsAndFollowsTheOneBefore() {
    var random = new Random(42);
    for (var round = 0; round < 200; round++) {
      var cues = Cues.of(spoken(1 + random.nextInt(80), 50 + random.nextInt(900)));
      var before = 0L;
      for (var cue : cues) {
        assertThat(cue.startMillis()).isGreaterThanOrEqualTo(before);
        assertThat(cue.endMillis()).isGreaterThan(cue.startMillis());
        assertThat(cue.endMillis() - cue.startMillis()).isLessThanOrEqualTo(7_000);
        assertThat(cue.text().lines()).hasSizeLessThanOrEqualTo(2);
        before = cue.endMillis();
      }
    }
  }

  private static Segment spoken(int words, int millisPerWord) {
    var segment = Responses.finalSegment(0, "", 0, words * (long) millisPerWord);
    var text = new StringBuilder();
    for (var i = 0; i < words; i++) {
      var word = "word" + i + (i % 7 == 6 ? "." : "");
      text.append(' ').append(word);
      segment.addWords(Responses.word(word, (i + 1) * (long) millisPerWord));
    }
    return segment.setText(text.toString()).build();
  }
}
