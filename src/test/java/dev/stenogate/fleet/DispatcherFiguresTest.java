package dev.stenogate.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Failure;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the dispatcher makes of figures that are missing, old or bad, by hand. */
class DispatcherFiguresTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  @Test
  void probesAnUnknownEndpointAtMostOnceAtATime() {
    Dispatcher dispatcher = dispatcher("known", "unknown");
    Lease known = on(dispatcher, "known", 0);
    hear(known, 80 * MILLI, SECOND);

    List<Lease> leases = reserve(dispatcher, 10, SECOND);
    assertThat(leases).filteredOn(l -> l.endpoint().name().equals("unknown")).hasSize(1);

    Lease probe =
        leases.stream().filter(l -> l.endpoint().name().equals("unknown")).findFirst().get();
    hear(probe, 80 * MILLI, 2 * SECOND);
    assertThat(names(reserve(dispatcher, 5, 2 * SECOND))).contains("unknown");
  }

  @Test
  void staleFiguresCountAsBad() {
    Dispatcher dispatcher = dispatcher("stale", "fresh");
    hear(on(dispatcher, "stale", 0), 40 * MILLI, 0);
    Lease fresh = on(dispatcher, "fresh", 0);
    hear(fresh, 300 * MILLI, 60 * SECOND);

    assertThat(names(reserve(dispatcher, 3, 60 * SECOND))).containsOnly("fresh");
  }

  @Test
  void whereAllFiguresAreStaleTheFewestSlotsDecide() {
    Dispatcher dispatcher = dispatcher("late", "prompt");
    hear(on(dispatcher, "late", 0), 900 * MILLI, 0);
    for (int i = 0; i < 3; i++) {
      hear(on(dispatcher, "prompt", 0), 10 * MILLI, 0);
    }

    assertThat(names(reserve(dispatcher, 1, 60 * SECOND))).containsOnly("late");
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 1", "4, 2", "8, 4"})
  void ejectsAtMostAShareAndNeverTheLast(int endpoints, int ejectedMost) {
    Dispatcher dispatcher = dispatcher(range(endpoints));
    List<Lease> leases = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      for (String name : range(endpoints)) {
        leases.add(tryOn(dispatcher, name));
      }
    }

    for (Lease lease : leases) {
      if (lease != null) {
        lease.failed(Failure.BROKEN, SECOND);
        lease.release();
      }
    }

    Set<String> used = new HashSet<>();
    for (String name : range(endpoints)) {
      if (tryOn(dispatcher, name) != null) {
        used.add(name);
      }
    }
    assertThat(endpoints - used.size()).isEqualTo(ejectedMost);
  }

  private static Dispatcher dispatcher(String... names) {
    SplittableRandom random = new SplittableRandom(1);
    List<Endpoint> endpoints =
        Arrays.stream(names)
            .map(name -> new Endpoint(name, "default", "voxtral", List.of(), 20, 6))
            .toList();
    return new Dispatcher(endpoints, () -> random);
  }

  private static String[] range(int endpoints) {
    String[] names = new String[endpoints];
    for (int i = 0; i < endpoints; i++) {
      names[i] = Gpu.name(i);
    }
    return names;
  }

  private static void hear(Lease lease, long lagNanos, long nowNanos) {
    lease.lag(lagNanos, nowNanos);
    lease.finalised(400 * MILLI, nowNanos);
  }

  private static Lease on(Dispatcher dispatcher, String name, long nowNanos) {
    Set<String> others = new HashSet<>();
    dispatcher.endpoints().forEach(e -> others.add(e.name()));
    others.remove(name);
    Ask ask = new Ask(DispatcherRouter.ANY, Set.of(), others, false);
    return dispatcher.reserve(ask, nowNanos) instanceof Selection.Reserved(Lease lease)
        ? lease
        : null;
  }

  private static Lease tryOn(Dispatcher dispatcher, String name) {
    return on(dispatcher, name, SECOND);
  }

  private static List<Lease> reserve(Dispatcher dispatcher, int count, long nowNanos) {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Ask ask = Ask.first(DispatcherRouter.ANY);
      if (dispatcher.reserve(ask, nowNanos) instanceof Selection.Reserved(Lease lease)) {
        leases.add(lease);
      }
    }
    return leases;
  }

  private static List<String> names(List<Lease> leases) {
    return leases.stream().map(l -> l.endpoint().name()).toList();
  }
}
