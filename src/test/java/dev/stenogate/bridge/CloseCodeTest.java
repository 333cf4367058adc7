package dev.stenogate.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseCodeTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 1000", "1003, 1003", "1004, 1000", "1005, 1000", "1007, 1007", "1014, 1014",
    "1015, 1000", "2999, 1000", "3000, 3000", "4999, 4999", "5000, 1000", "0, 1000"
  })
  void sendsOnlyWhatMayBeSent(short seen, short sent) {
    assertThat(CloseCode.ofUpstream(seen, "r")).isEqualTo(new CloseCode(sent, "r"));
    assertThat(CloseCode.ofClient(seen, "r")).isEqualTo(new CloseCode(sent, "r"));
  }

  @Test
  void namesASideThatWasLost() {
    CloseCode model = new CloseCode(1011, "upstream connection lost");
    CloseCode client = new CloseCode(1001, "client connection lost");
    assertThat(CloseCode.ofUpstream(null, null)).isEqualTo(model);
    assertThat(CloseCode.ofUpstream((short) 1006, "x")).isEqualTo(model);
    assertThat(CloseCode.ofClient(null, null)).isEqualTo(client);
  }

  @Test
  void cutsAReasonToWhatAFrameHoldsBetweenTwoCharacters() {
    assertThat(new CloseCode(1000, "a".repeat(123)).reason()).hasSize(123);
    assertThat(new CloseCode(1000, "a".repeat(124)).reason()).hasSize(123);
    for (String character : new String[] {"é", "你", "😀"}) {
      for (int pad = 0; pad < 4; pad++) {
        String reason = new CloseCode(1000, "a".repeat(pad) + character.repeat(123)).reason();
        assertThat(reason.getBytes(UTF_8).length).isBetween(120, 123);
        assertThat(new String(reason.getBytes(UTF_8), UTF_8)).isEqualTo(reason);
      }
    }
    assertThat(new CloseCode(1000, null).reason()).isEmpty();
  }
}
