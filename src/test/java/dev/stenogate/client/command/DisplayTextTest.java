package dev.stenogate.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayTextTest {
  @Test
  void countsCellsNotCharacters() {
    assertThat(DisplayText.width("speech")).isEqualTo(6);
    assertThat(DisplayText.width("音声")).isEqualTo(4);
    assertThat(DisplayText.width("말")).isEqualTo(2);
    assertThat(DisplayText.width("e\u0301")).isEqualTo(1);
    assertThat(DisplayText.width("👍")).isEqualTo(2);
    assertThat(DisplayText.width("…é")).isEqualTo(2);
  }

  @Test
  void keepsTheEndOfATextThatIsTooLong() {
    assertThat(DisplayText.tail("one two", 7)).isEqualTo("one two");
    assertThat(DisplayText.tail("one two", 6)).isEqualTo("…e two");
  }

  @Test
  void neverCutsAWideCharacterInHalf() {
    assertThat(DisplayText.tail("音声認識", 8)).isEqualTo("音声認識");
    assertThat(DisplayText.tail("音声認識", 7)).isEqualTo("…声認識");
    assertThat(DisplayText.tail("音声認識", 6)).isEqualTo("…認識");
  }

  @Test
  void leavesNoMarkWithoutItsLetter() {
    assertThat(DisplayText.tail("xxe\u0301ab", 3)).isEqualTo("…ab");
  }

  @Test
  void letsNoServerSteerTheTerminal() {
    assertThat(DisplayText.line(" a\u001b[2Jb\r\nc\u009bd\u2028e ")).isEqualTo("a [2Jb  c d e");
  }
}
