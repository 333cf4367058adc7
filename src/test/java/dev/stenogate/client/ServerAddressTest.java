package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerAddressTest {
  @Test
  void readsNamesAndAddressesOfBothFamilies() {
    assertThat(ServerAddress.parse("gateway:9000")).isEqualTo(new ServerAddress("gateway", 9000));
    assertThat(ServerAddress.parse("[::1]:9000")).isEqualTo(new ServerAddress("::1", 9000));
    assertThat(ServerAddress.parse("[::1]:9000")).hasToString("[::1]:9000");
  }

  @Test
  void refusesWhatIsNoAddressAndSaysWhatItSaw() {
    for (var text :
        List.of("", "gateway", "gateway:", ":9000", "::1:9000", "a:0", "a:70000", "http://a:1")) {
      assertThatThrownBy(() -> ServerAddress.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("server: " + text + " (expected: ");
    }
  }

  @Test
  void severalStandBetweenCommas() {
    assertThat(ServerAddress.parseList("a:1, [::1]:2"))
        .containsExactly(new ServerAddress("a", 1), new ServerAddress("::1", 2));
    assertThatThrownBy(() -> ServerAddress.parseList("a:1,"))
        .hasMessageStartingWith("server:  (expected: ");
  }

  @Test
  void aConnectionNeverShowsItsToken() {
    var plain = Connection.plaintext(new ServerAddress("a", 1));
    var connection =
        new Connection(plain.addresses(), plain.security(), Optional.of("very-secret"));

    assertThat(connection.toString()).doesNotContain("very-secret").contains("with a token");
    assertThatThrownBy(
            () -> new Connection(plain.addresses(), plain.security(), Optional.of("se cret")))
        .hasMessageNotContaining("cret");
  }
}
