package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private final Connections connections = new Connections(3, 2);
  private final List<String> madePlace = new ArrayList<>();

  @Test
  void onePeerTakesNoMoreThanItsShare() {
    connections.enter(of("a"));
    connections.enter(of("a"));

    assertThat(connections.enter(of("a"))).contains(Closing.PER_PEER_MAX);
    assertThat(connections.enter(of("b"))).isEmpty();
  }

  @Test
  void theOldestOnWhichNobodyWasLetInMakesPlace() {
    Connections.Place first = of("first");
    connections.enter(first);
    connections.enter(of("second"));
    connections.enter(of("third"));
    connections.letIn(first);

    assertThat(connections.enter(of("fourth"))).isEmpty();
    assertThat(connections.enter(of("fifth"))).isEmpty();
    assertThat(madePlace).containsExactly("second", "third");
  }

  @Test
  void nobodyWhoWasLetInMakesPlace() {
    for (String peer : List.of("a", "b", "c")) {
      Connections.Place place = of(peer);
      connections.enter(place);
      connections.letIn(place);
    }

    assertThat(connections.enter(of("d"))).contains(Closing.CONNECTIONS_MAX);
    assertThat(connections.open()).isEqualTo(3);
    assertThat(madePlace).isEmpty();
  }

  @Test
  void whoIsLetInAfterItWasToMakePlaceIsCounted() {
    Connections.Place late = of("a");
    connections.enter(late);
    for (String peer : List.of("b", "c", "d")) {
      Connections.Place place = of(peer);
      connections.enter(place);
      connections.letIn(place);
    }
    connections.letIn(late);
    connections.leave(late);

    assertThat(connections.open()).isEqualTo(3);
    assertThat(connections.enter(of("e"))).contains(Closing.CONNECTIONS_MAX);
  }

  @Test
  void fewOfOnePeerStayForHealthAlone() {
    Connections many = new Connections(1_000, 1_000);
    List<Connections.Place> places = new ArrayList<>();
    for (int i = 0; i <= Connections.HEALTH_ONLY_PER_PEER_MAX; i++) {
      places.add(of("a"));
      many.enter(places.get(i));
      assertThat(many.mayStayForHealth(places.get(i)))
          .isEqualTo(i < Connections.HEALTH_ONLY_PER_PEER_MAX);
    }
    many.leave(places.getFirst());

    assertThat(many.mayStayForHealth(places.getLast())).isTrue();
  }

  @Test
  void fewOfAllPeersStayForHealthAlone() {
    Connections many = new Connections(1_000, 1_000);
    for (int i = 0; i <= Connections.HEALTH_ONLY_MAX; i++) {
      Connections.Place place = of("peer-" + i);
      many.enter(place);
      assertThat(many.mayStayForHealth(place)).isEqualTo(i < Connections.HEALTH_ONLY_MAX);
    }
  }

  @Test
  void aPlaceThatWasGivenBackIsThereForTheNext() {
    Connections.Place first = of("a");
    connections.enter(first);
    connections.enter(of("a"));
    connections.leave(first);

    assertThat(connections.enter(of("a"))).isEmpty();
    assertThat(connections.open()).isEqualTo(2);
  }

  @Test
  void noPlaceIsGivenBackTwice() {
    Connections.Place place = of("a");
    connections.enter(place);
    connections.leave(place);

    assertThatThrownBy(() -> connections.leave(place)).isInstanceOf(IllegalStateException.class);
  }

  private Connections.Place of(String peer) {
    return new Connections.Place(peer, () -> madePlace.add(peer));
  }
}
