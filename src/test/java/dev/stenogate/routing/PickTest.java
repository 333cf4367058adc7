package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which endpoint a call goes to. */
class PickTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_000 * SECOND;
  private static final Requirements ANY = new Requirements("default", "", List.of());
  private static final Ask FIRST = Ask.first(ANY);

  private final Random random = new Random(1);

  @Test
  void theOneWhoseTextIsLateIsNotPickedWhileAnotherHasASlot() {
    List<Standing> fleet =
        List.of(with("late", 1, 1.5, 0.5, NOW), with("crammed", 11, 0.1, 0.5, NOW));

    assertThat(picks(fleet, FIRST, 50)).containsOnlyKeys("crammed");
  }

  @Test
  void twiceTheSpeedIsWorthAboutTwiceTheShare() {
    Standing fast = with("fast", 7, 0.1, 0.3, NOW);

    assertThat(picks(List.of(fast, with("slow", 3, 0.1, 0.7, NOW)), FIRST, 20))
        .containsOnlyKeys("slow");
    assertThat(picks(List.of(fast, with("slow", 4, 0.1, 0.7, NOW)), FIRST, 20))
        .containsOnlyKeys("fast");
  }

  @Test
  void whatIsNotKnownLatelyCountsAsBad() {
    Standing stale = with("stale", 2, 0.1, 0.4, NOW - 11 * SECOND);

    assertThat(picks(List.of(stale, with("fresh", 5, 0.1, 0.4, NOW)), FIRST, 20))
        .containsOnlyKeys("fresh");
    assertThat(picks(List.of(stale, with("fresh", 10, 0.1, 0.4, NOW)), FIRST, 20))
        .containsOnlyKeys("stale");
  }

  @Test
  void whereAllIsStaleTheFewestSlotsDecide() {
    List<Standing> fleet =
        List.of(
            with("a", 5, 0.1, 0.1, NOW - 20 * SECOND), with("b", 4, 3.0, 2.0, NOW - 30 * SECOND));

    assertThat(picks(fleet, FIRST, 20)).containsOnlyKeys("b");
    assertThat(pick(fleet, FIRST).decision().reason()).contains("no fresh figures");
  }

  @Test
  void anEndpointWithoutHistoryIsTriedByOneSessionAtATime() {
    Standing known = with("known", 10, 0.1, 0.4, NOW);
    Standing tried = unknown("unknown", 1, NOW - SECOND);

    assertThat(picks(List.of(known, unknown("unknown", 0, 0)), FIRST, 20))
        .containsOnlyKeys("unknown");
    assertThat(picks(List.of(known, tried), FIRST, 20)).containsOnlyKeys("known");
    assertThat(picks(List.of(with("known", 12, 0.1, 0.4, NOW), tried), FIRST, 5))
        .containsOnlyKeys("unknown");
  }

  @Test
  void anEndpointThatJustFailedOthersComesBehindThoseThatDidNot() {
    Standing suspect = failed(with("suspect", 0, 0.1, 0.4, NOW), NOW - SECOND);

    assertThat(picks(List.of(suspect, with("well", 11, 0.1, 0.4, NOW)), FIRST, 20))
        .containsOnlyKeys("well");
    assertThat(
            picks(
                List.of(
                    failed(with("was", 0, 0.1, 0.4, NOW), NOW - 10 * SECOND),
                    with("well", 11, 0.1, 0.4, NOW)),
                FIRST,
                20))
        .containsOnlyKeys("was");
  }

  @Test
  void aCallThatFoundAnEndpointSickWaitsForOneThatIsWellAndDoesNotTryItAgain() {
    Standing sick = sick(with("sick", 0, 0.1, 0.4, NOW));
    Ask left = new Ask(ANY, Set.of("sick"), Set.of(), true);

    assertThat(pick(List.of(sick, with("full", 12, 0.1, 0.4, NOW)), left).picked()).isEmpty();
    assertThat(name(pick(List.of(sick), left))).isEqualTo("sick");
    assertThat(picks(List.of(sick, with("full", 12, 0.1, 0.4, NOW)), FIRST, 5))
        .containsOnlyKeys("sick");
  }

  @Test
  void ofManyTwoAreComparedSoThatTheBestDoesNotGetAll() {
    List<Standing> fleet = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      fleet.add(with("gpu-" + i, i, 0.1, 0.4, NOW));
    }

    Map<String, Integer> picks = picks(fleet, FIRST, 3_000);

    assertThat(picks).doesNotContainKey("gpu-5");
    assertThat(picks.get("gpu-0")).isBetween(900, 1_100); // A third: it is one of the two.
    assertThat(picks.get("gpu-4")).isBetween(120, 280);
  }

  @Test
  void theOwnZoneGoesFirstWhileItHasRoomAndIsWell() {
    RoutingPolicy here = RoutingPolicy.DEFAULT.in("eu-1a");
    Standing near = zoned(with("near", 9, 0.1, 0.6, NOW), "eu-1a");
    Standing far = zoned(with("far", 0, 0.1, 0.2, NOW), "eu-1b");
    Standing lateNear = zoned(with("near", 9, 1.2, 0.6, NOW), "eu-1a");
    Standing fullNear = zoned(with("near", 11, 0.1, 0.6, NOW), "eu-1a");

    assertThat(name(Pick.of(List.of(near, far), FIRST, here, random, NOW))).isEqualTo("near");
    assertThat(name(Pick.of(List.of(lateNear, far), FIRST, here, random, NOW))).isEqualTo("far");
    assertThat(name(Pick.of(List.of(fullNear, far), FIRST, here, random, NOW))).isEqualTo("far");
  }

  @Test
  void weightSharesSessionsOut() {
    Standing heavy = weighted(with("heavy", 6, 0.1, 0.4, NOW), 2);

    assertThat(picks(List.of(heavy, with("light", 4, 0.1, 0.4, NOW)), FIRST, 10))
        .containsOnlyKeys("heavy");
    assertThat(picks(List.of(heavy, with("light", 2, 0.1, 0.4, NOW)), FIRST, 10))
        .containsOnlyKeys("light");
  }

  @Test
  void newCallsKeepToTheSafeCapacityAndCallsThatLostTheirEndpointToTheCap() {
    Standing atSafe = safe(with("gpu", 6, 0.1, 0.4, NOW), 6);
    Ask again = new Ask(ANY, Set.of(), Set.of(), true);

    assertThat(pick(List.of(atSafe), FIRST).picked()).isEmpty();
    assertThat(name(pick(List.of(atSafe), again))).isEqualTo("gpu");
    assertThat(name(pick(List.of(atSafe, with("free", 11, 0.1, 0.9, NOW)), again)))
        .isEqualTo("free");
  }

  @Test
  void whatOtherReplicasHoldCounts() {
    Standing shared =
        new Dispatcher(List.of(endpoint("a"), endpoint("b")), () -> random)
            .standing("a")
            .orElseThrow();
    Standing crowded = heldByAll(shared, 11);

    assertThat(picks(List.of(crowded, with("b", 8, 0.1, 0.4, NOW - 60 * SECOND)), FIRST, 10))
        .containsOnlyKeys("b");
  }

  @Test
  void theDecisionSaysWhyAndWhatElseThereWas() {
    List<Standing> fleet =
        List.of(
            with("a", 2, 0.1, 0.4, NOW), with("b", 12, 0.1, 0.4, NOW), with("c", 2, 2.0, 0.4, NOW));

    Decision decision = pick(fleet, FIRST).decision();

    assertThat(decision.reason()).isEqualTo("only one");
    assertThat(decision.candidates())
        .extracting(c -> c.endpoint() + " " + c.verdict())
        .containsExactly("a ", "b full", "c late");
    assertThat(decision.candidates().getFirst().score()).isCloseTo(0.25, within(0.01));
    assertThat(decision.candidates().get(1).score()).isNaN();
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private Pick pick(List<Standing> fleet, Ask ask) {
    return Pick.of(fleet, ask, RoutingPolicy.DEFAULT, random, NOW);
  }

  private Map<String, Integer> picks(List<Standing> fleet, Ask ask, int times) {
    Map<String, Integer> picks = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      picks.merge(name(pick(fleet, ask)), 1, Integer::sum);
    }
    return picks;
  }

  private static String name(Pick pick) {
    return pick.picked().orElseThrow().endpoint().name();
  }

  private static Endpoint endpoint(String name) {
    return new Endpoint(name, "default", "voxtral", List.of(), 12, 6);
  }

  private static Standing with(
      String name, int held, double lagSeconds, double finalisationSeconds, long atNanos) {
    Figures figures =
        Figures.NONE
            .lag((long) (lagSeconds * SECOND), atNanos)
            .finalised((long) (finalisationSeconds * SECOND), atNanos);
    return standing(endpoint(name), held, held, 12, figures, FailureCount.NONE, 0);
  }

  private static Standing unknown(String name, int held, long trialNanos) {
    return standing(endpoint(name), held, held, 12, Figures.NONE, FailureCount.NONE, trialNanos);
  }

  private static Standing failed(Standing s, long atNanos) {
    FailureCount once = FailureCount.NONE.failed(atNanos);
    return standing(s.endpoint(), s.held(), s.heldByAll(), s.safe(), s.figures(), once, 0);
  }

  private static Standing sick(Standing s) {
    return new Standing(
        s.endpoint(),
        s.held(),
        s.heldByAll(),
        s.allowed(),
        s.safe(),
        false,
        new Health.Ejected(NOW - SECOND, 1, false),
        s.figures(),
        s.failures(),
        s.warmSinceNanos(),
        s.trialNanos());
  }

  private static Standing safe(Standing s, int safe) {
    return standing(s.endpoint(), s.held(), s.heldByAll(), safe, s.figures(), s.failures(), 0);
  }

  private static Standing heldByAll(Standing s, int all) {
    return standing(s.endpoint(), s.held(), all, s.safe(), s.figures(), s.failures(), 0);
  }

  private static Standing zoned(Standing s, String zone) {
    return of(
        s, new Endpoint(s.endpoint().name(), "default", "voxtral", List.of(), 12, 6, 1, zone));
  }

  private static Standing weighted(Standing s, double weight) {
    return of(
        s, new Endpoint(s.endpoint().name(), "default", "voxtral", List.of(), 12, 6, weight, ""));
  }

  private static Standing of(Standing s, Endpoint endpoint) {
    return standing(endpoint, s.held(), s.heldByAll(), s.safe(), s.figures(), s.failures(), 0);
  }

  private static Standing standing(
      Endpoint endpoint,
      int held,
      int heldByAll,
      int safe,
      Figures figures,
      FailureCount failures,
      long trialNanos) {
    return new Standing(
        endpoint,
        held,
        heldByAll,
        12,
        safe,
        false,
        new Health.Healthy(0, 0),
        figures,
        failures,
        Long.MIN_VALUE / 2,
        trialNanos);
  }
}
