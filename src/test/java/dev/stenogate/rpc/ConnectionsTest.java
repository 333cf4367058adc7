package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private final Connections connections = new Connections(3, 2);

  @Test
  void onePeerTakesNoMoreThanItsShare() {
    connections.enter("a");
    connections.enter("a");

    assertThat(connections.enter("a")).contains(Closing.PER_PEER_MAX);
    assertThat(connections.enter("b")).isEmpty();
  }

  @Test
  void allTogetherTakeNoMoreThanThereMayBe() {
    connections.enter("a");
    connections.enter("a");
    connections.enter("b");

    assertThat(connections.enter("c")).contains(Closing.CONNECTIONS_MAX);
    assertThat(connections.open()).isEqualTo(3);
  }

  @Test
  void aPlaceThatWasGivenBackIsThereForTheNext() {
    connections.enter("a");
    connections.enter("a");
    connections.leave("a");

    assertThat(connections.enter("a")).isEmpty();
    connections.leave("a");
    connections.leave("a");
    assertThat(connections.open()).isZero();
  }

  @Test
  void noPlaceIsGivenBackTwice() {
    connections.enter("a");
    connections.leave("a");

    assertThatThrownBy(() -> connections.leave("a")).isInstanceOf(IllegalStateException.class);
  }
}
