package dev.stenogate.upstream.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.Signal.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingsTest {
  @ParameterizedTest
  @CsvSource({
    "400, MISCONFIGURED", "401, DENIED", "403, DENIED", "404, MISCONFIGURED", "407, DENIED",
    "408, REFUSED", "424, REFUSED", "426, MISCONFIGURED", "429, REFUSED", "500, REFUSED",
    "502, REFUSED", "503, REFUSED", "200, MISCONFIGURED", "302, MISCONFIGURED"
  })
  void knowsWhatARefusedHandshakeMeans(int status, Reason reason) {
    assertThat(Endings.ofStatus(status)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    ", LOST",
    "1000, ENDED",
    "1001, LOST",
    "1002, PROTOCOL",
    "1003, PROTOCOL",
    "1006, LOST",
    "1007, PROTOCOL",
    "1008, REFUSED",
    "1009, PROTOCOL",
    "1011, MODEL_FAILED",
    "1012, LOST",
    "1013, REFUSED",
    "1014, REFUSED",
    "3000, DENIED",
    "3003, DENIED",
    "4000, ENDED"
  })
  void knowsWhatACloseCodeMeans(Short code, Reason reason) {
    assertThat(Endings.ofCloseCode(code)).isEqualTo(reason);
  }
}
