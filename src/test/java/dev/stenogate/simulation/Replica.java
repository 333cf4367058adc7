package dev.stenogate.simulation;

import dev.stenogate.admission.WaitingLimits;
import dev.stenogate.admission.WaitingRoom;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.rpc.DrainTimes;
import dev.stenogate.rpc.LiveCalls;
import dev.stenogate.rpc.Resumption;
import dev.stenogate.rpc.SimulatedEdge;
import dev.stenogate.rpc.TranscriptionEdge;
import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.Session;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One address of the gateway: a process that serves it, and after that one's end perhaps another.
 */
final class Replica {
  /** What a drained call may take beyond its time: its grace, its link's end, and a second. */
  private static final long DRAIN_SLACK_NANOS =
      Session.DRAIN_GRACE_NANOS + Link.LET_GO_NANOS_MAX + 1_000_000_000L;

  private static final long START_TIMEOUT_NANOS = 10_000_000_000L;

  /** One process, from its start to its end. */
  final class Gateway {
    private final ProcessLoop loop = new ProcessLoop(timeline, dice.split());
    private final Dispatcher dispatcher;
    private final WaitingRoom waitingRoom;
    private final Audit audit;
    private final CountedPermits permits = new CountedPermits(timeline, dice.split());
    private final TranscriptionEdge edge;
    private final DrainTimes drainTimes = new DrainTimes(dice.millis(500, 12_000), 0);
    private final List<CallWire> calls = new ArrayList<>();
    private final List<ModelLink> links = new ArrayList<>();
    private final Map<Gpu, Integer> counted = new HashMap<>();
    private boolean draining;

    private Gateway() {
      Dice chances = dice.split();
      dispatcher = new Dispatcher(gpus.stream().map(Gpu::endpoint).toList(), chances::generator);
      waitingRoom = new WaitingRoom(WaitingLimits.DEFAULT, timeline::nowNanos);
      dispatcher.onFreed(waitingRoom::freed);
      waitingRoom.onWaiting(dispatcher::waiting);
      audit = new Audit(limits, coverage, timeline, name, permits);
      Map<String, Upstream> upstreams = new HashMap<>();
      gpus.forEach(gpu -> upstreams.put(gpu.name(), gpu.upstreamOf(this)));
      edge =
          new TranscriptionEdge(
              new Session.Surroundings(
                  dispatcher,
                  waitingRoom,
                  (Endpoint endpoint) -> upstreams.get(endpoint.name()),
                  limits,
                  audit,
                  chances::generator),
              Gpu.POOL,
              permits,
              new Resumption(tokens, epochSeconds),
              new LiveCalls(),
              drainTimes,
              () -> name + "-s" + ++sessionIds,
              START_TIMEOUT_NANOS,
              "simulated",
              (_, ending) -> audit.refused(ending));
    }

    ProcessLoop loop() {
      return loop;
    }

    /** A call arrives. Gives what the gateway makes of it. */
    SimulatedEdge.Call accept(CallWire wire) {
      calls.add(wire);
      return SimulatedEdge.open(wire.serverSide(), loop, edge);
    }

    void ended(CallWire wire) {
      calls.remove(wire);
    }

    void holds(ModelLink link) {
      links.add(link);
    }

    /** So many sessions more of this process, as the model counts them. */
    void counted(Gpu gpu, int more) {
      counted.merge(gpu, more, Integer::sum);
    }

    private int slotsHeld() {
      return gpus.stream().mapToInt(gpu -> dispatcher.held(gpu.name())).sum();
    }

    /** Nothing is held over a cap; cheap, after every event. */
    void check() {
      for (Gpu gpu : gpus) {
        int held = dispatcher.held(gpu.name());
        Violation.unless(
            held >= 0 && held <= gpu.endpoint().sessionsMax(),
            "%s holds %d slots of %s (expected: 0..%d)",
            name,
            held,
            gpu.name(),
            gpu.endpoint().sessionsMax());
        int sessions = counted.getOrDefault(gpu, 0);
        Violation.unless(
            sessions <= held,
            "%s counts %d sessions of %s, which holds %d slots there (expected: no more than slots)",
            gpu.name(),
            sessions,
            name,
            held);
      }
    }

    void checkEmpty() {
      Violation.unless(calls.isEmpty(), "%s has %d calls after the end", name, calls.size());
      Violation.unless(
          waitingRoom.waiting(Gpu.POOL) == 0,
          "%d calls wait at %s after the end",
          waitingRoom.waiting(Gpu.POOL),
          name);
      Violation.unless(
          permits.held() == 0, "%s holds %d permits after the end", name, permits.held());
      Violation.unless(slotsHeld() == 0, "%s holds %d slots after the end", name, slotsHeld());
      audit.checkBalanced();
    }
  }

  private final String name;
  private final List<Gpu> gpus;
  private final Timeline timeline;
  private final Dice dice;
  private final Coverage coverage;
  private final ResumeTokens tokens;
  private final LongSupplier epochSeconds;
  private final SessionLimits limits;
  private int sessionIds;
  private Gateway process;

  Replica(
      String name,
      List<Gpu> gpus,
      Timeline timeline,
      Dice dice,
      Coverage coverage,
      ResumeTokens tokens,
      LongSupplier epochSeconds,
      SessionLimits limits) {
    this.name = name;
    this.gpus = gpus;
    this.timeline = timeline;
    this.dice = dice;
    this.coverage = coverage;
    this.tokens = tokens;
    this.epochSeconds = epochSeconds;
    this.limits = limits;
    this.process = new Gateway();
  }

  String name() {
    return name;
  }

  /** The process that takes new calls; null while there is none. */
  Gateway listening() {
    return process == null || process.draining ? null : process;
  }

  /** kill -9, and another process after a while. */
  void kill(long downNanos) {
    if (process == null) {
      return;
    }
    timeline.trace(() -> name + " is killed");
    coverage.struck(Fault.GATEWAY_KILLED);
    Gateway killed = process;
    process = null;
    killed.loop.kill();
    List.copyOf(killed.calls).forEach(CallWire::serverDied);
    killed.calls.clear();
    killed.links.forEach(ModelLink::die);
    timeline.after(downNanos, this::start);
  }

  /** Its operator empties an endpoint for a while. */
  void drainEndpoint(String endpoint, long atNanos, long lastsNanos) {
    timeline.at(
        atNanos,
        () -> {
          if (process != null) {
            coverage.struck(Fault.ENDPOINT_DRAINED);
            timeline.trace(() -> name + " drains endpoint " + endpoint);
            Dispatcher drained = process.dispatcher;
            drained.drain(endpoint, true, timeline.nowNanos());
            timeline.after(lastsNanos, () -> drained.drain(endpoint, false, timeline.nowNanos()));
          }
        });
  }

  /** SIGTERM: its calls are told, and end; then another process. */
  void drain() {
    Gateway drained = listening();
    if (drained == null) {
      return;
    }
    timeline.trace(() -> name + " drains");
    coverage.struck(Fault.GATEWAY_DRAINED);
    drained.draining = true;
    long leftNanos = drained.drainTimes.timeoutNanos();
    List.copyOf(drained.calls).forEach(call -> call.drain(leftNanos));
    timeline.after(leftNanos + DRAIN_SLACK_NANOS, () -> endDrained(drained));
  }

  private void endDrained(Gateway drained) {
    if (process == drained) {
      process = null;
      timeline.trace(() -> name + " has drained");
      drained.checkEmpty();
      drained.loop.kill();
      drained.links.forEach(ModelLink::die);
      start();
    }
  }

  private void start() {
    if (process == null) {
      timeline.trace(() -> name + " is up");
      process = new Gateway();
    }
  }

  void check() {
    if (process != null) {
      process.check();
    }
  }

  void checkEmpty() {
    if (process != null) {
      process.checkEmpty();
    }
  }
}
