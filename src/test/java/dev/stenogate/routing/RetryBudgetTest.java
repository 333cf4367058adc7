package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final Requirements ANY = new Requirements("default", "", List.of());
  private static final long SECOND = 1_000_000_000L;

  @Test
  void soManyTriesAtOnceAndThenOneForEachRefill() {
    RetryBudget budget = RetryBudget.full(2, SECOND);

    budget = budget.spend(0).spend(0);
    assertThat(budget.allows(SECOND - 1)).isFalse();
    assertThat(budget.allows(SECOND)).isTrue();
    budget = budget.spend(SECOND);
    assertThat(budget.allows(SECOND)).isFalse();
    assertThat(budget.spend(100 * SECOND).spend(100 * SECOND).allows(100 * SECOND)).isFalse();
  }

  @Test
  void aClockThatBeginsBelowZeroStarvesNobody() {
    assertThat(RetryBudget.full(1, SECOND).allows(-5 * SECOND)).isTrue();
  }

  @Test
  void callsThatAreTriedAgainAreSpreadOutWhereFirstCallsAreNot() {
    Dispatcher dispatcher = slots(3);
    Ask again = new Ask(ANY, Set.of(), Set.of(), true);
    for (int i = 0; i < 3; i++) {
      ((Selection.Reserved) dispatcher.reserve(again, 0)).lease().release();
    }

    assertThat(dispatcher.reserve(again, 0)).isEqualTo(new Selection.Throttled());
    assertThat(dispatcher.reserve(Ask.first(ANY), 0)).isInstanceOf(Selection.Reserved.class);
    assertThat(dispatcher.reserve(again, 5 * SECOND / 3)).isInstanceOf(Selection.Reserved.class);
  }

  @Test
  void aDrainingEndpointGetsNoCall() {
    Dispatcher dispatcher = slots(1, 1);
    dispatcher.drain("a", true, 0);

    assertThat(((Selection.Reserved) dispatcher.reserve(Ask.first(ANY), 0)).lease().endpoint())
        .extracting(Endpoint::name)
        .isEqualTo("b");
    assertThat(dispatcher.reserve(Ask.first(ANY), 0)).isEqualTo(new Selection.Full(1));
    assertThat(dispatcher.hasRoomElsewhere(ANY, "b", 0)).isFalse();
    dispatcher.drain("a", false, 0);
    assertThat(dispatcher.hasRoomElsewhere(ANY, "b", 0)).isTrue();
  }

  @Test
  void whereAnotherCallJustFailedIsNoPlaceToBeSureOf() {
    Dispatcher dispatcher = slots(1, 1);
    assertThat(dispatcher.hasRoomElsewhere(ANY, "a", 0)).isTrue();

    Ask onB = new Ask(ANY, Set.of(), Set.of("a"), false);
    Lease left = ((Selection.Reserved) dispatcher.reserve(onB, 0)).lease();
    left.failed(Failure.SICK, 0);
    left.release();

    assertThat(dispatcher.hasRoomElsewhere(ANY, "a", 10 * SECOND - 1)).isFalse();
    assertThat(dispatcher.hasRoomElsewhere(ANY, "a", 10 * SECOND)).isTrue();
  }

  @Test
  void roomThatOthersAreLookingForIsNoRoom() {
    Dispatcher dispatcher = slots(9, 2);
    dispatcher.seeking("default", true);
    assertThat(dispatcher.hasRoomElsewhere(ANY, "a", 0)).isTrue();
    dispatcher.seeking("other", true);
    dispatcher.seeking("default", true);
    assertThat(dispatcher.hasRoomElsewhere(ANY, "a", 0)).isFalse();

    dispatcher.seeking("default", false);

    assertThat(dispatcher.hasRoomElsewhere(ANY, "a", 0)).isTrue();
  }

  @Test
  void oneCallASecondLeavesALateEndpoint() {
    Dispatcher dispatcher = slots(9);

    assertThat(dispatcher.mayLeave("a", 0)).isTrue();
    assertThat(dispatcher.mayLeave("a", SECOND / 2)).isFalse();
    assertThat(dispatcher.mayLeave("a", SECOND)).isTrue();
  }

  /** Endpoints a, b, … with so many slots each. */
  private static Dispatcher slots(int... each) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int slots : each) {
      String name = String.valueOf((char) ('a' + endpoints.size()));
      endpoints.add(new Endpoint(name, "default", "voxtral", List.of(), slots, 6));
    }
    return new Dispatcher(endpoints, () -> new Random(1));
  }
}
