package dev.stenogate.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogScanTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "refused key=sg_ab12cd34_QmFzZTY0VXJsT2ZSYW5kb20 reason=x",
        "headers {authorization=Bearer abcdefghij}",
        "token eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
        "-----BEGIN RSA PRIVATE KEY-----",
      })
  void aSecretIsFoundByItsShape(String line) {
    assertThatThrownBy(() -> LogScan.assertClean("one\n" + line + "\nthree", Map.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(line);
  }

  @Test
  void aSecretOfTheConfigurationIsFoundByItsValue() {
    Map<String, String> config =
        Map.of("stenogate.endpoints.lab.vllm.token", "hunter2hunter2", "stenogate.x", "nothing");

    assertThat(LogScan.find("a hunter2hunter2 b nothing", config)).contains("hunter2hunter2");
    assertThat(LogScan.find("a b nothing", config)).isEmpty();
  }

  @Test
  void whatWasSaidIsFoundByWordAndByText() {
    Spoken.word("xylograph17");
    Spoken.text(" my card is four two");

    assertThat(LogScan.find("x=xylograph17,y", Map.of())).contains("xylograph17");
    assertThat(LogScan.find("x=xylograph170", Map.of())).isEmpty();
    assertThat(LogScan.find("\"my card is four two\"", Map.of())).contains("my card is four two");
  }

  @Test
  void whatALogMaySayIsNotFound() {
    assertThat(
            LogScan.find(
                "session ended id=0011223344556677 credential_id=\"ab12cd34\" authorization is none",
                Map.of()))
        .isEmpty();
  }
}
