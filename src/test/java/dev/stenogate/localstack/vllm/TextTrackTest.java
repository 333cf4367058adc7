package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.Word;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTrackTest {
  private static final long OPEN = Long.MAX_VALUE;

  private final TextTrack track = new TextTrack();

  @Test
  void writesAWordWhenItsTimeHasComeAfterOneEmptyDelta() {
    track.add(List.of(new Word(" hello", 3 * 1280)));
    assertThat(deltas(0, 5)).containsExactly("", "", "", " hello", "");
  }

  @Test
  void writesALongWordInPiecesOneADelta() {
    track.add(List.of(new Word(" phonograph.", 0)));
    assertThat(deltas(0, 4)).containsExactly("", " phon", "ograph", ".");
  }

  @Test
  void losesNothingWhenFewerDeltasAreLeftThanPieces() {
    track.add(List.of(new Word(" one", 1), new Word(" two", 2), new Word(" three!", 3)));
    List<String> tail = new ArrayList<>();
    for (long left = 2; left > 0; left--) {
      tail.add(track.next(10 - left, left));
    }
    assertThat(tail).containsExactly(" one two", " three!");
  }

  @Test
  void writesInTheLastDeltaEvenWhatIsNotDueYet() {
    track.add(List.of(new Word(" late", 1_000_000)));
    assertThat(track.next(0, 1)).isEqualTo(" late");
  }

  private List<String> deltas(int from, int count) {
    List<String> deltas = new ArrayList<>();
    for (int frame = from; frame < from + count; frame++) {
      deltas.add(track.next(frame, OPEN));
    }
    return deltas;
  }
}
