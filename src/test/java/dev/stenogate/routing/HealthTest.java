package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When an endpoint is left, and how it comes back. */
class HealthTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Requirements ANY = new Requirements("default", "", List.of());

  private final List<String> heard = new ArrayList<>();
  private Dispatcher dispatcher;

  @Test
  void threeFailuresInARowEjectAnEndpoint() {
    fleet(2);

    fail("a", Failure.BROKEN, 2, SECOND);
    assertThat(state("a")).isEqualTo("healthy");
    fail("a", Failure.SICK, 1, SECOND);

    assertThat(state("a")).isEqualTo("ejected");
    assertThat(heard).containsExactly("a ejected for 5 s");
    assertThat(places(2, SECOND)).containsOnly("b");
  }

  @Test
  void aFinalTextInBetweenEndsTheRow() {
    fleet(2);

    for (int i = 0; i < 10; i++) {
      fail("a", Failure.BROKEN, 2, i * SECOND);
      succeed("a", 8, i * SECOND);
    }

    assertThat(state("a")).isEqualTo("healthy");
  }

  @Test
  void halfOfManyLinksEjectThoughNeverThreeInARow() {
    fleet(2);

    for (int i = 0; i < 2; i++) {
      fail("a", Failure.BROKEN, 2, i * SECOND);
      succeed("a", 1, i * SECOND);
    }
    assertThat(state("a")).isEqualTo("healthy");
    fail("a", Failure.BROKEN, 1, 2 * SECOND);

    assertThat(state("a")).isEqualTo("ejected");
  }

  @Test
  void theLastEndpointOfAPoolIsNeverEjected() {
    fleet(1);
    fail("a", Failure.BROKEN, 20, SECOND);
    fail("a", Failure.MISCONFIGURED, 2, SECOND);

    assertThat(state("a")).isEqualTo("healthy");
    assertThat(places(1, SECOND)).containsExactly("a");
  }

  @Test
  void noMoreThanAShareOfAPoolIsEjected() {
    fleet(4);

    for (String name : List.of("a", "b", "c", "d")) {
      fail(name, Failure.BROKEN, 3, SECOND);
    }

    assertThat(ejected()).isEqualTo(2);
  }

  @Test
  void aDrainingEndpointDoesNotCountAsOneThatIsLeft() {
    fleet(2);
    dispatcher.drain("b", true, 0);

    fail("a", Failure.BROKEN, 5, SECOND);

    assertThat(state("a")).isEqualTo("healthy");
  }

  @Test
  void oneThatRefusesOurCredentialsIsOutAtOnceWhateverTheShareAndIsSaidToBe() {
    fleet(4);

    for (String name : List.of("a", "b", "c")) {
      fail(name, Failure.MISCONFIGURED, 1, SECOND);
    }
    fail("d", Failure.MISCONFIGURED, 1, SECOND);

    assertThat(IntStream.range(0, 4).mapToObj(i -> state("abcd".substring(i, i + 1))))
        .containsExactly("misconfigured", "misconfigured", "misconfigured", "healthy");
  }

  @Test
  void afterItsTimeOneSessionTriesItAndNoOther() {
    fleet(2);
    fail("a", Failure.BROKEN, 3, SECOND);

    assertThat(places(4, 5 * SECOND)).containsOnly("b");
    List<String> later = places(5, 6 * SECOND);

    assertThat(later.stream().filter("a"::equals)).hasSize(1);
    assertThat(state("a")).isEqualTo("probing");
  }

  @Test
  void textInTimeEndsTheProbationAndAShareGrowsFromThere() {
    fleet(2);
    fail("a", Failure.BROKEN, 3, SECOND);
    Lease probe = leaseOn("a", 6 * SECOND);

    probe.lag(200_000_000, 7 * SECOND);
    probe.lag(200_000_000, 8 * SECOND);
    assertThat(state("a")).isEqualTo("probing");
    probe.lag(200_000_000, 9 * SECOND);

    assertThat(state("a")).isEqualTo("healthy");
    assertThat(heard).containsExactly("a ejected for 5 s", "a returned");
    succeed("b", 1, 9 * SECOND);
    assertThat(places(6, 9 * SECOND + 1).stream().filter("a"::equals)).hasSizeLessThan(2);
    succeed("a", 1, 30 * SECOND);
    succeed("b", 1, 30 * SECOND);
    assertThat(places(8, 30 * SECOND)).contains("a");
  }

  @Test
  void aMuteEngineDoesNotPass() {
    fleet(2);
    fail("a", Failure.SICK, 3, SECOND);
    Lease probe = leaseOn("a", 6 * SECOND);

    probe.lag(0, 7 * SECOND);
    probe.lag(900_000_000, 8 * SECOND);
    probe.failed(Failure.SICK, 9 * SECOND);
    probe.release();

    assertThat(state("a")).isEqualTo("ejected");
    assertThat(heard).containsExactly("a ejected for 5 s", "a ejected for 10 s");
  }

  @Test
  void eachEjectionLastsTwiceAsLongUpToFourTimes() {
    fleet(2);
    fail("a", Failure.SICK, 3, 0);
    long now = 0;
    for (int i = 0; i < 4; i++) {
      now += 21 * SECOND;
      Lease probe = leaseOn("a", now);
      probe.failed(Failure.BROKEN, now);
      probe.release();
    }

    assertThat(heard)
        .extracting(line -> line.replaceAll("\\D", ""))
        .containsExactly("5", "10", "20", "20", "20");
  }

  @Test
  void aProbeThatEndsWithoutNewsLeavesItsPlaceToTheNext() {
    fleet(2);
    fail("a", Failure.SICK, 3, 0);

    leaseOn("a", 6 * SECOND).release();

    assertThat(leaseOn("a", 6 * SECOND).endpoint().name()).isEqualTo("a");
  }

  @Test
  void aProbeThatIsSilentDoesNotKeepTheEndpointOutForEver() {
    fleet(2);
    fail("a", Failure.SICK, 3, 0);
    leaseOn("a", 6 * SECOND);

    assertThat(places(3, 15 * SECOND)).doesNotContain("a");
    assertThat(places(3, 16 * SECOND)).contains("a");
  }

  @Test
  void sessionsFromBeforeAnEjectionSayNothingNew() {
    fleet(2);
    Lease old = leaseOn("a", 0);
    fail("a", Failure.SICK, 3, 0);

    old.failed(Failure.SICK, SECOND);

    assertThat(heard).hasSize(1);
  }

  @Test
  void anOperatorEjectsWhateverTheShare() {
    fleet(1);
    dispatcher.eject("a", 60 * SECOND, 0);

    assertThat(dispatcher.reserve(Ask.first(ANY), SECOND)).isEqualTo(new Selection.Throttled());
    assertThat(places(1, 60 * SECOND)).containsExactly("a");
  }

  private void fleet(int size) {
    List<Endpoint> endpoints =
        IntStream.range(0, size)
            .mapToObj(i -> "abcd".substring(i, i + 1))
            .map(name -> new Endpoint(name, "default", "voxtral", List.of(), 40, 6))
            .toList();
    Random random = new Random(1);
    dispatcher = new Dispatcher(endpoints, () -> random);
    dispatcher.observe(
        new RoutingObserver() {
          @Override
          public void ejected(String endpoint, Health.Ejected ejected, long nowNanos) {
            heard.add(
                endpoint + " ejected for " + (ejected.untilNanos() - nowNanos) / SECOND + " s");
          }

          @Override
          public void returned(String endpoint) {
            heard.add(endpoint + " returned");
          }
        });
  }

  private String state(String endpoint) {
    return dispatcher.standing(endpoint).orElseThrow().health().label();
  }

  private long ejected() {
    return dispatcher.standings().stream().filter(s -> !s.isHealthy()).count();
  }

  private void fail(String endpoint, Failure failure, int times, long nowNanos) {
    for (int i = 0; i < times; i++) {
      Lease lease = leaseOn(endpoint, nowNanos);
      lease.failed(failure, nowNanos);
      lease.release();
    }
  }

  private void succeed(String endpoint, int times, long nowNanos) {
    for (int i = 0; i < times; i++) {
      Lease lease = leaseOn(endpoint, nowNanos);
      lease.finalised(300_000_000, nowNanos);
      lease.release();
    }
  }

  private Lease leaseOn(String endpoint, long nowNanos) {
    Set<String> others =
        Set.copyOf(
            dispatcher.endpoints().stream()
                .map(Endpoint::name)
                .filter(name -> !name.equals(endpoint))
                .toList());
    Selection selection = dispatcher.reserve(new Ask(ANY, Set.of(), others, false), nowNanos);
    assertThat(selection).isInstanceOf(Selection.Reserved.class);
    return ((Selection.Reserved) selection).lease();
  }

  private List<String> places(int calls, long nowNanos) {
    List<String> places = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Selection selection = dispatcher.reserve(Ask.first(ANY), nowNanos);
      places.add(((Selection.Reserved) selection).lease().endpoint().name());
    }
    return places;
  }
}
