package dev.stenogate.fleet;

import java.util.ArrayList;
import java.util.List;

/** One scenario under one policy and one seed, tick by tick. */
final class Fleet {
  private final Scenario scenario;
  private final List<Gpu> gpus = new ArrayList<>();
  private final Omniscient omniscient;
  private final List<Router> routers;
  private final Rights rights;
  private final Tally tally;
  private final List<Door> doors = new ArrayList<>();
  private final List<SimulatedSession> sessions = new ArrayList<>();
  private final List<CallPlan> calls;
  private final Absence absence;
  private final List<Placement> placements = new ArrayList<>();
  private int come;
  private long tick;

  Fleet(Scenario scenario, Policy policy, long seed) {
    this.scenario = scenario;
    for (EndpointPlan plan : scenario.endpoints()) {
      gpus.add(new Gpu(gpus.size(), plan, seed));
    }
    omniscient = new Omniscient(gpus);
    routers = policy.routers(gpus, scenario.gateways(), omniscient, seed);
    rights = new Rights(gpus, routers);
    tally = new Tally((int) scenario.seconds());
    for (Router router : routers) {
      doors.add(new Door(router, rights, tally, (plan, place) -> enter(plan, place, router)));
    }
    calls = scenario.traffic().calls(scenario.seconds(), scenario.gateways(), seed);
    absence = new Absence(scenario);
  }

  /** Runs it to its end. */
  Outcome run() {
    pass(scenario.seconds());
    return outcome();
  }

  /** Sessions on each endpoint now. */
  int[] held() {
    return gpus.stream().mapToInt(gpu -> rights.held(gpu.index)).toArray();
  }

  /** Sessions of one gateway on an endpoint now. */
  int held(int gateway, int endpoint) {
    return routers.get(gateway).held(endpoint);
  }

  /** Lets that much more time pass. */
  void pass(double seconds) {
    for (long end = tick + Ticks.ofSeconds(seconds); tick < end; tick++) {
      step();
    }
  }

  /** What came of it so far. */
  Outcome outcome() {
    return new Outcome(tally, absence, List.copyOf(placements), omniscient.moves());
  }

  private void step() {
    for (Gpu gpu : gpus) {
      boolean drained = gpu.isDraining();
      gpu.begin(tick);
      if (drained != gpu.isDraining()) {
        routers.forEach(router -> router.drain(gpu.index, gpu.isDraining(), tick * Ticks.NANOS));
      }
    }
    rights.pass(tick);
    omniscient.look(tick);
    while (come < calls.size() && calls.get(come).arrivalTick() <= tick) {
      CallPlan call = calls.get(come++);
      doors.get(call.gateway()).come(call, tick);
    }
    doors.forEach(door -> door.pass(tick));
    for (SimulatedSession session : sessions) {
      session.speak(tick);
    }
    gpus.forEach(Gpu::run);
    sessions.removeIf(session -> !session.go(tick));
    if (tick % Ticks.PER_SECOND == 0) {
      absence.look(tick, held());
    }
  }

  private void enter(CallPlan plan, Place place, Router router) {
    placements.add(new Placement(tick, place.endpoint()));
    sessions.add(new SimulatedSession(plan, place, router, gpus, tally, tick));
  }
}
