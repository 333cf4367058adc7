package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEventTest {
  @ParameterizedTest
  @ValueSource(strings = {"AQACAA==", "AQ AC\\nAA==", "AQ@ACAA=", "AQACAA==AAAA"})
  void readsBase64AsLenientlyAsPython(String base64) throws BadEvent {
    if (base64.equals("AQ@ACAA=")) { // One padding character is missing.
      assertThatThrownBy(() -> samples(base64)).hasMessage("Invalid audio data");
      return;
    }
    assertThat(samples(base64)).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1", "\"YES\"", "\"t\"", "1.0"})
  void readsWhatPydanticTakesForTrue(String value) throws BadEvent {
    ClientEvent event =
        ClientEvent.parse("{\"final\":" + value + ",\"type\":\"input_audio_buffer.commit\"}");
    assertThat(((ClientEvent.Commit) event).isFinal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "{\"type\":}"})
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> ClientEvent.parse(text)).hasMessage("Invalid JSON");
  }

  @Test
  void namesTheTypeOfWhatIsNoObjectAsPythonDoes() {
    assertThatThrownBy(() -> ClientEvent.parse("null"))
        .hasMessage("'NoneType' object has no attribute 'get'");
    assertThatThrownBy(() -> ClientEvent.parse("1.5"))
        .hasMessage("'float' object has no attribute 'get'");
  }

  @Test
  void leavesTheMiddleOfALongValueOut() {
    assertThat(PythonValue.shown("a".repeat(60)))
        .isEqualTo("'" + "a".repeat(24) + "..." + "a".repeat(23) + "'");
  }

  private static short[] samples(String base64) throws BadEvent {
    ClientEvent event =
        ClientEvent.parse("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + base64 + "\"}");
    return ((ClientEvent.Append) event).samples();
  }
}
