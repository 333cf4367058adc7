package dev.stenogate.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Dispatcher dispatcher =
      new Dispatcher(
          List.of(
              new Endpoint("gpu-1", "default", "voxtral", List.of(), 3, 6),
              new Endpoint("gpu-2", "default", "voxtral", List.of(), 5, 6)),
          () -> new Random(1));
  private final SessionMetrics metrics = new SessionMetrics(registry);

  @Test
  void everyOutcomeIsCountedFromZeroOn() {
    for (Outcome outcome : Outcome.values()) {
      assertThat(ended(outcome)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEndCountsUnderItsOutcomeAndNoOther(Outcome outcome) {
    metrics.begun(Reports.plan());
    metrics.ended(Reports.of(new Ending(outcome, "")));

    assertThat(Arrays.stream(Outcome.values()).mapToDouble(this::ended).sum()).isEqualTo(1);
    assertThat(ended(outcome)).isEqualTo(1);
  }

  @Test
  void aCallThatWasRefusedCountsItsOutcomeAndWasNeverActive() {
    metrics.refused(new Ending(Outcome.INVALID_REQUEST, ""));

    assertThat(ended(Outcome.INVALID_REQUEST)).isEqualTo(1);
    assertThat(active()).isZero();
  }

  @Test
  void sessionsAreActiveFromTheirBeginToTheirEnd() {
    metrics.begun(Reports.plan());
    metrics.begun(Reports.plan());
    assertThat(active()).isEqualTo(2);

    metrics.ended(Reports.of(new Ending(Outcome.COMPLETED, "")));
    assertThat(active()).isEqualTo(1);
  }

  @Test
  void audioIsCountedInSeconds() {
    metrics.ended(Reports.of(new Ending(Outcome.COMPLETED, "")));

    assertThat(registry.get("stenogate.audio.received.seconds").counter().count()).isEqualTo(80);
  }

  @Test
  void slotsAreThoseOfTheDispatcher() {
    var _ = new FleetMetrics(registry, dispatcher);
    dispatcher.reserve(
        new Ask(new Requirements("default", "", List.of()), Set.of(), Set.of("gpu-1"), false), 0);

    assertThat(slots("held", "gpu-1")).isZero();
    assertThat(slots("held", "gpu-2")).isEqualTo(1);
    assertThat(slots("max", "gpu-1")).isEqualTo(3);
    assertThat(slots("max", "gpu-2")).isEqualTo(5);
  }

  @Test
  void timesAreKeptByEndpoint() {
    metrics.lag("gpu-1", 80_000_000);
    metrics.finalised("gpu-2", 300_000_000);
    metrics.started(Reports.plan(), "gpu-1", 40_000_000);

    assertThat(millis("stenogate.text.lag", "gpu-1")).isEqualTo(80);
    assertThat(millis("stenogate.finalisation", "gpu-2")).isEqualTo(300);
    assertThat(registry.get("stenogate.session.start").timer().totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(40);
  }

  @Test
  void labelsAreFromClosedListsHoweverManySessionsThereAre() {
    everythingOnce("detail 0");
    Set<Meter.Id> before = Set.copyOf(ids());

    for (int i = 1; i < 100; i++) {
      everythingOnce("detail " + i);
    }

    assertThat(ids()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(ids())
        .flatExtracting(Meter.Id::getTags)
        .extracting(Tag::getKey)
        .containsOnly("outcome", "endpoint", "reason", "tenant", "kind");
    assertThat(ids())
        .flatExtracting(Meter.Id::getTags)
        .extracting(Tag::getValue)
        .noneMatch(value -> value.contains("detail") || value.contains("private"));
  }

  private void everythingOnce(String detail) {
    metrics.begun(Reports.plan());
    metrics.started(Reports.plan(), "gpu-1", 1);
    metrics.linkFailed(Reports.plan(), "gpu-1", "lost", detail);
    metrics.lag("gpu-1", 1);
    metrics.finalised("gpu-1", 1);
    metrics.refused(new Ending(Outcome.INVALID_REQUEST, detail));
    metrics.ended(Reports.of(new Ending(Outcome.UPSTREAM_LOST, detail)));
  }

  private List<Meter.Id> ids() {
    return registry.getMeters().stream().map(Meter::getId).toList();
  }

  private double ended(Outcome outcome) {
    return registry
        .get("stenogate.sessions.ended")
        .tag("outcome", outcome.label())
        .counter()
        .count();
  }

  private double active() {
    return registry.get("stenogate.sessions.active").gauge().value();
  }

  private double slots(String kind, String endpoint) {
    return registry
        .get("stenogate.endpoint.slots." + kind)
        .tag("endpoint", endpoint)
        .gauge()
        .value();
  }

  private double millis(String timer, String endpoint) {
    return registry.get(timer).tag("endpoint", endpoint).timer().totalTime(TimeUnit.MILLISECONDS);
  }
}
