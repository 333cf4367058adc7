package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Requirements ANY = new Requirements("default", "", List.of());

  @Test
  void sessionsAreSpreadOverEqualEndpoints() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 10), endpoint("b", 10), endpoint("c", 10));

    reserve(dispatcher, 15);

    for (int held : held(dispatcher)) {
      assertThat(held).isBetween(4, 6);
    }
  }

  @Test
  void sessionsAreSharedInProportionToTheCaps() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 4), endpoint("b", 8), endpoint("c", 12));

    reserve(dispatcher, 12);

    assertThat(held(dispatcher)).containsExactly(2, 4, 6);
  }

  @Test
  void chanceDecidesAmongEndpointsThatAreAlike() {
    Set<String> picked = new HashSet<>();

    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      List<Endpoint> endpoints =
          List.of(endpoint("a", 10), endpoint("b", 5), endpoint("c", 10), endpoint("d", 10));
      Dispatcher dispatcher = new Dispatcher(endpoints, () -> random);
      dispatcher.reserve(
          new Ask(ANY, Set.of(), Set.of("a", "b", "c"), false),
          0); // d is on trial now, and b is smaller
      picked.add(reserve(dispatcher, 1).getFirst().endpoint().name());
    }

    assertThat(picked).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void aFullPoolSaysHowManySlotsItHas() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 2), endpoint("b", 3));
    reserve(dispatcher, 5);

    assertThat(dispatcher.reserve(Ask.first(ANY), 0)).isEqualTo(new Selection.Full(5));
    assertThat(held(dispatcher)).containsExactly(2, 3);
  }

  @Test
  void whatIsHeldBackStaysFreeAndWhoNothingIsHeldBackFromGetsIt() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 4), endpoint("b", 6));
    Ask held = new Ask(ANY, Set.of(), Set.of(), false, 0.25); // 2.5 of 10: 3

    for (int i = 0; i < 7; i++) {
      assertThat(dispatcher.reserve(held, 0)).isInstanceOf(Selection.Reserved.class);
    }

    assertThat(dispatcher.reserve(held, 0)).isEqualTo(new Selection.Full(10));
    reserve(dispatcher, 3);
    assertThat(held(dispatcher)).containsExactly(4, 6);
  }

  @Test
  void aShareOfWholeSlotsIsThatManyWhateverFractionsMakeOfIt() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 10));
    Ask held = new Ask(ANY, Set.of(), Set.of(), false, 0.1 + 0.2);

    for (int i = 0; i < 10; i++) {
      dispatcher.reserve(held, 0);
    }

    assertThat(held(dispatcher)).containsExactly(7);
  }

  @Test
  void aSessionThatLostItsSlotGoesBeforeNewCalls() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 2));
    reserve(dispatcher, 1);
    dispatcher.seeking("default", true);

    assertThat(dispatcher.reserve(Ask.first(ANY), 0)).isEqualTo(new Selection.Full(2));
    assertThat(dispatcher.reserve(new Ask(ANY, Set.of(), Set.of(), true), 0))
        .isInstanceOf(Selection.Reserved.class);
  }

  @Test
  void aPoolOfNobodyIsUnavailableAndNotFull() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 2));

    assertThat(dispatcher.reserve(Ask.first(new Requirements("other", "", List.of())), 0))
        .isEqualTo(new Selection.Unavailable());
  }

  @Test
  void anAvoidedEndpointComesLastHoweverFreeItIs() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 10), endpoint("b", 2));

    List<String> picked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      picked.add(
          reserved(dispatcher.reserve(new Ask(ANY, Set.of("a"), Set.of(), false), 0))
              .endpoint()
              .name());
    }

    assertThat(picked).containsExactly("b", "b", "a");
  }

  @Test
  void anExcludedEndpointNeverComes() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 10), endpoint("b", 2));
    for (int i = 0; i < 2; i++) {
      reserved(dispatcher.reserve(new Ask(ANY, Set.of(), Set.of("a"), false), 0));
    }

    assertThat(dispatcher.reserve(new Ask(ANY, Set.of(), Set.of("a"), false), 0))
        .isEqualTo(new Selection.Full(2));
    assertThat(dispatcher.reserve(new Ask(ANY, Set.of(), Set.of("a", "b"), false), 0))
        .isEqualTo(new Selection.Unavailable());
    assertThat(held(dispatcher)).containsExactly(0, 2);
  }

  @Test
  void aSlotThatWasGivenBackIsGivenOutAgain() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 1));
    Lease lease = reserve(dispatcher, 1).getFirst();

    lease.release();

    assertThat(dispatcher.held("a")).isZero();
    assertThat(reserved(dispatcher.reserve(Ask.first(ANY), 0)).endpoint())
        .isEqualTo(endpoint("a", 1));
  }

  @Test
  void aSlotCannotBeGivenBackTwice() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 3));
    Lease lease = reserve(dispatcher, 2).getFirst();
    lease.release();

    assertThatThrownBy(lease::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a");
    assertThat(dispatcher.held("a")).isEqualTo(1);
  }

  @Test
  void capsHoldWhateverTheNumberOfThreadsAndEverySlotComesBack() throws Exception {
    Dispatcher dispatcher =
        new Dispatcher(List.of(endpoint("a", 3), endpoint("b", 5)), ThreadLocalRandom::current);
    AtomicInteger[] inUse = {new AtomicInteger(), new AtomicInteger()};
    Callable<Integer> caller =
        () -> {
          int most = 0;
          for (int i = 0; i < 2_000; i++) {
            if (dispatcher.reserve(Ask.first(ANY), 0) instanceof Selection.Reserved r) {
              AtomicInteger now = inUse[r.lease().endpoint().name().equals("a") ? 0 : 1];
              int over = now.incrementAndGet() - r.lease().endpoint().sessionsMax();
              most = Math.max(most, over);
              Thread.onSpinWait();
              now.decrementAndGet();
              r.lease().release();
            }
          }
          return most;
        };

    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<Integer> over :
          threads.invokeAll(Collections.nCopies(16, caller), 60, TimeUnit.SECONDS)) {
        assertThat(over.get()).isNotPositive();
      }
    }

    assertThat(held(dispatcher)).containsExactly(0, 0);
  }

  @Test
  void exactlyAsManyAsThereAreSlotsAreLetInAtOnce() throws Exception {
    Dispatcher dispatcher =
        new Dispatcher(List.of(endpoint("a", 30), endpoint("b", 50)), ThreadLocalRandom::current);
    Callable<Selection> caller = () -> dispatcher.reserve(Ask.first(ANY), 0);

    int letIn = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      for (Future<Selection> selection :
          threads.invokeAll(Collections.nCopies(500, caller), 60, TimeUnit.SECONDS)) {
        letIn += selection.get() instanceof Selection.Reserved ? 1 : 0;
      }
    }

    assertThat(letIn).isEqualTo(80);
    assertThat(held(dispatcher)).containsExactly(30, 50);
  }

  @Test
  void theSlowerOfTwoThatSeeTheLastSlotIsRefusedAndHoldsNothing() {
    List<Lease> faster = new ArrayList<>();
    Dispatcher[] dispatcher = new Dispatcher[1];
    boolean[] raced = {false};
    dispatcher[0] =
        new Dispatcher(
            List.of(endpoint("a", 1)),
            () -> {
              if (!raced[0]) { // between the look at the counts and the take
                raced[0] = true;
                faster.addAll(reserve(dispatcher[0], 1));
              }
              return new Random(1);
            });

    assertThat(dispatcher[0].reserve(Ask.first(ANY), 0)).isEqualTo(new Selection.Full(1));
    assertThat(dispatcher[0].held("a")).isEqualTo(1);
    faster.getFirst().release();
    assertThat(dispatcher[0].held("a")).isZero();
  }

  @Test
  void slotsOfAnEjectedEndpointAreNotLeftForThoseWhoLostTheirs() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 8), endpoint("b", 1));
    dispatcher.eject("a", 60 * SECOND, SECOND);
    dispatcher.seeking("default", true);

    assertThat(dispatcher.reserve(Ask.first(ANY), 2 * SECOND)).isInstanceOf(Selection.Full.class);
  }

  @Test
  void whatIsHeldBackIsHeldBackOnEndpointsThatServe() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 4), endpoint("b", 4));
    dispatcher.eject("a", 60 * SECOND, SECOND);
    Ask batch = new Ask(ANY, Set.of(), Set.of(), false, 0.5);
    for (int i = 0; i < 2; i++) {
      reserved(dispatcher.reserve(batch, 2 * SECOND));
    }

    assertThat(dispatcher.reserve(batch, 2 * SECOND)).isInstanceOf(Selection.Full.class);
    reserved(dispatcher.reserve(Ask.first(ANY), 2 * SECOND));
  }

  @Test
  void aPartOfOneSlotServesOthersThanThoseItIsHeldBackFor() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 4));
    dispatcher.allow("a", 1);

    reserved(dispatcher.reserve(new Ask(ANY, Set.of(), Set.of(), false, 0.05), 0));
  }

  @Test
  void aReplicaWithoutSessionsIsNotKeptOutByWhatItOnceLearned() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 8));
    List<Lease> leases = reserve(dispatcher, 5);
    for (int i = 1; i <= 3; i++) {
      leases.getFirst().lag(2 * SECOND, 9L * i * SECOND);
    }
    leases.forEach(Lease::release);
    dispatcher.allow("a", 4);
    dispatcher.heldElsewhere("a", 4);

    reserved(dispatcher.reserve(Ask.first(ANY), 3_600 * SECOND));
    assertThat(dispatcher.reserve(Ask.first(ANY), 3_600 * SECOND))
        .isInstanceOf(Selection.Full.class);
  }

  @Test
  void theDecisionNamesWhatWasNoCandidate() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 1), endpoint("b", 1), endpoint("c", 1));
    dispatcher.drain("b", true, 0);

    Lease lease = reserved(dispatcher.reserve(new Ask(ANY, Set.of(), Set.of("c"), false), 0));

    assertThat(lease.decision().candidates())
        .extracting(c -> c.endpoint() + " " + c.verdict())
        .containsExactly("a ", "b draining", "c left");
  }

  @Test
  void aKindOfCallIsKnownEvenWhileItsEndpointsAreFull() {
    Dispatcher dispatcher = dispatcher(endpoint("a", 1));
    reserve(dispatcher, 1);

    assertThat(dispatcher.knows(ANY)).isTrue();
    assertThat(dispatcher.knows(new Requirements("default", "whisper", List.of()))).isFalse();
  }

  @Test
  void endpointsKeepTheOrderOfTheConfiguration() {
    assertThat(dispatcher(endpoint("z", 1), endpoint("a", 1)).endpoints())
        .extracting(Endpoint::name)
        .containsExactly("z", "a");
  }

  @Test
  void twoEndpointsOfOneNameAreRefused() {
    assertThatThrownBy(() -> dispatcher(endpoint("a", 1), endpoint("a", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a");
  }

  private static Dispatcher dispatcher(Endpoint... endpoints) {
    Random random = new Random(1);
    return new Dispatcher(List.of(endpoints), () -> random);
  }

  private static Endpoint endpoint(String name, int sessionsMax) {
    return new Endpoint(name, "default", "voxtral", List.of("en"), sessionsMax, 6);
  }

  private static List<Lease> reserve(Dispatcher dispatcher, int count) {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leases.add(reserved(dispatcher.reserve(Ask.first(ANY), 0)));
    }
    return leases;
  }

  private static Lease reserved(Selection selection) {
    assertThat(selection).isInstanceOf(Selection.Reserved.class);
    return ((Selection.Reserved) selection).lease();
  }

  private static int[] held(Dispatcher dispatcher) {
    return dispatcher.endpoints().stream().mapToInt(e -> dispatcher.held(e.name())).toArray();
  }
}
