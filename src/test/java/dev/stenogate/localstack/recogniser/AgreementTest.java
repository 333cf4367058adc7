package dev.stenogate.localstack.recogniser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private final Agreement agreement = new Agreement();

  @Test
  void givesWhatTwoDecodesAgreeOnButNotTheLastTwoWords() {
    assertThat(open("And so my fellow")).isEmpty();
    assertThat(open("And so, my fellow American.")).containsExactly("And", "so,", "my");
  }

  @Test
  void givesTheLastWordsTooInAPause() {
    open("ask not");
    assertThat(agreement.decoded(words("ask not."), true)).containsExactly("ask", "not.");
  }

  @Test
  void takesNothingBackWhenALaterDecodeIsShorter() {
    open("a b c d e");
    open("a b c d e");
    assertThat(open("a")).isEmpty();
    assertThat(agreement.closed(words("a b c d e"))).containsExactly("d", "e");
  }

  @Test
  void goesOnAfterTheBestFitWhenTheLastDecodeHasOtherWords() {
    open("do for you as what x y");
    open("do for you as what x y");
    assertThat(agreement.closed(words("do for you ask what you can")))
        .containsExactly("you", "can");
  }

  @Test
  void beginsTheNextStretchEmpty() {
    open("a b c");
    open("a b c");
    agreement.closed(words("a b c"));
    assertThat(agreement.closed(words("a b"))).containsExactly("a", "b");
  }

  private List<String> open(String text) {
    return agreement.decoded(words(text), false);
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
