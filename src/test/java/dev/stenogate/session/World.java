package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Claim;
import dev.stenogate.admission.WaitingLimits;
import dev.stenogate.admission.WaitingRoom;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Decision;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Requirements;
import dev.stenogate.routing.Selection;
import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A session with simulated models, a caller and time, all driven by hand. */
final class World {
  static final int CHUNK_BYTES = 2_560; // 80 ms

  final HandLoop loop = new HandLoop();
  final HandClient client = new HandClient();
  final Map<String, SimulatedModel> models = new TreeMap<>();
  final List<SessionObserver.Report> reports = new ArrayList<>();
  final List<String> linkFailures = new ArrayList<>();
  final List<Long> recoveries = new ArrayList<>();
  final List<String> rolled = new ArrayList<>();
  final List<Long> gapsNanos = new ArrayList<>();
  final Dispatcher dispatcher;
  final WaitingRoom waitingRoom;
  final Session session;
  final HandPermit permit;
  private final Session.Surroundings surroundings;
  final int bufferBytesMax;

  private final Random chance = new Random(2);
  private byte[] audio = {};
  private int audioSent;
  boolean defectsArePlanned;
  boolean picksBreak;
  int picks; // of the dispatcher
  private boolean closing;
  private boolean closed;
  private int taken;

  World(int endpoints, SessionLimits limits, SessionPlan plan) {
    this(endpoints, limits, plan, new HandPermit());
  }

  World(int endpoints, SessionLimits limits, SessionPlan plan, HandPermit permit) {
    this.permit = permit;
    List<Endpoint> all =
        IntStream.range(0, endpoints)
            .mapToObj(i -> new Endpoint("gpu-" + i, "default", "voxtral", List.of("en"), 2, 6))
            .toList();
    all.forEach(e -> models.put(e.name(), new SimulatedModel(loop, e.delayTokens())));
    dispatcher = new Dispatcher(all, this::pick);
    waitingRoom = new WaitingRoom(WaitingLimits.DEFAULT, loop::nanoTime);
    dispatcher.onFreed(waitingRoom::freed);
    waitingRoom.onWaiting(dispatcher::waiting);
    bufferBytesMax = limits.bufferBytesMax(plan.endpointing());
    surroundings =
        new Session.Surroundings(
            dispatcher,
            waitingRoom,
            e -> models.get(e.name()),
            limits,
            new Recorder(),
            () -> chance);
    session = new Session(plan, client, loop, surroundings, permit);
  }

  private Random pick() {
    picks++;
    if (picksBreak) {
      throw new IllegalStateException("planned");
    }
    return new Random(1);
  }

  /** The wait of another call, that nobody hears the end of. */
  SlotWait waits(Requirements requirements) {
    SessionPlan patient = patient(30_000);
    SessionPlan other =
        new SessionPlan(
            "s-2",
            "s-2",
            patient.caller(),
            requirements,
            patient.claim(),
            patient.origin(),
            patient.endpointing(),
            patient.partials(),
            true,
            true,
            Redaction.NONE,
            Map.of());
    return new SlotWait(
        other,
        loop,
        surroundings,
        new SlotWait.Listener() {
          @Override
          public void onSlot(Lease lease) {}

          @Override
          public void onRefused(Ending ending) {}

          @Override
          public void onDefect(RuntimeException defect) {
            throw defect;
          }
        });
  }

  static World of(int endpoints) {
    return new World(endpoints, SessionLimits.DEFAULT, plan());
  }

  static SessionPlan plan() {
    return plan(new Endpointing(10_240, 480_000, true));
  }

  static SessionPlan plan(Partials partials) {
    SessionPlan plan = plan();
    return new SessionPlan(
        plan.sessionId(),
        plan.requirements(),
        plan.origin(),
        plan.endpointing(),
        partials,
        true,
        false,
        Map.of());
  }

  /** A call that goes on where another broke. */
  static SessionPlan resumed(SessionPlan.Origin origin) {
    SessionPlan plan = plan();
    return new SessionPlan(
        plan.sessionId(),
        plan.requirements(),
        origin,
        plan.endpointing(),
        Partials.REVISED,
        true,
        true,
        Map.of());
  }

  static SessionPlan plan(Endpointing endpointing) {
    return new SessionPlan(
        "s-1",
        new Requirements("default", "", List.of()),
        SessionPlan.Origin.NEW,
        endpointing,
        Partials.REVISED,
        true,
        true,
        Map.of());
  }

  /** One that waits for a slot. */
  static SessionPlan patient(long maxWaitMillis) {
    SessionPlan plan = plan();
    return new SessionPlan(
        plan.sessionId(),
        plan.callId(),
        plan.caller(),
        plan.requirements(),
        new Claim(Tenant.DEFAULT, Priority.STANDARD, maxWaitMillis * 1_000_000),
        plan.origin(),
        plan.endpointing(),
        plan.partials(),
        true,
        true,
        Redaction.NONE,
        Map.of());
  }

  /** How scripted words stand in a transcript. */
  static String words(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(n -> " w" + n)
        .collect(Collectors.joining());
  }

  World begin() {
    session.begin();
    return this;
  }

  World say(ScriptedSpeech speech) {
    return say(speech.pcm());
  }

  World say(byte[] pcm) {
    byte[] all = java.util.Arrays.copyOf(audio, audio.length - audioSent + pcm.length);
    System.arraycopy(audio, audioSent, all, 0, audio.length - audioSent);
    System.arraycopy(pcm, 0, all, audio.length - audioSent, pcm.length);
    audio = all;
    audioSent = 0;
    return this;
  }

  World halfClose() {
    closing = true;
    return this;
  }

  /** Sends as the session asks, one chunk each 80 ms, until all is sent and so much longer. */
  World live(long moreMillis) {
    while (audioSent < audio.length && !session.isOver()) {
      send(CHUNK_BYTES);
      loop.passMillis(80);
    }
    close();
    loop.passMillis(moreMillis);
    return this;
  }

  /** Sends as fast as the session asks, in chunks of so many bytes, for so long. */
  World fast(int chunkBytes, long millis) {
    for (long t = 0; t < millis; t++) {
      while (send(chunkBytes)) {}
      close();
      loop.passMillis(1);
    }
    return this;
  }

  /** Sends one chunk, if there is one and the session asks for it. */
  boolean send(int chunkBytes) {
    if (audioSent == audio.length || !isAsked() || session.isOver()) {
      return false;
    }
    int length = Math.min(chunkBytes, audio.length - audioSent);
    taken++;
    session.onAudio(ByteBuffer.wrap(audio, audioSent, length).slice());
    audioSent += length;
    return true;
  }

  void flush(String id) {
    taken++;
    session.onFlush(id);
  }

  void close() {
    if (closing && !closed && audioSent == audio.length && !session.isOver()) {
      closed = true;
      session.onAudioEnded();
    }
  }

  /** Messages that were sent. */
  int taken() {
    return taken;
  }

  int outstandingRequests() {
    return client.requested - taken;
  }

  boolean isAsked() {
    return client.requested > taken;
  }

  boolean allSent() {
    return audioSent == audio.length;
  }

  SimulatedModel model(int index) {
    return models.get("gpu-" + index);
  }

  /** The model that the session's link is open to. */
  SimulatedModel serving() {
    return models.values().stream().filter(m -> m.openLinks() > 0).findFirst().orElseThrow();
  }

  /** Takes a slot away, as another session would that lost its own. */
  Lease reserve() {
    Ask ask = new Ask(World.plan().requirements(), Set.of(), Set.of(), true);
    return ((Selection.Reserved) dispatcher.reserve(ask, loop.nanoTime())).lease();
  }

  int slotsHeld() {
    return dispatcher.endpoints().stream().mapToInt(e -> dispatcher.held(e.name())).sum();
  }

  private final class Recorder implements SessionObserver {
    @Override
    public void begun(SessionPlan plan) {}

    @Override
    public void routed(SessionPlan plan, String endpoint, Decision decision) {}

    @Override
    public void started(SessionPlan plan, String endpoint, long nanos) {}

    @Override
    public void linkFailed(SessionPlan plan, String endpoint, String label, String detail) {
      linkFailures.add(endpoint + " " + label);
    }

    @Override
    public void recovered(SessionPlan plan, String endpoint, long nanos) {
      recoveries.add(nanos);
    }

    @Override
    public void linkRolled(SessionPlan plan, String from, String to) {
      rolled.add(from + " " + to);
    }

    @Override
    public void gap(SessionPlan plan, String endpoint, long nanos) {
      gapsNanos.add(nanos);
    }

    @Override
    public void defect(SessionPlan plan, RuntimeException defect) {
      if (!defectsArePlanned) {
        throw new AssertionError("a defect", defect);
      }
    }

    @Override
    public void lag(String endpoint, long nanos) {}

    @Override
    public void finalised(String endpoint, long nanos) {}

    @Override
    public void ended(Report report) {
      reports.add(report);
      loop.execute(() -> assertThat(permit.released).as("permits given back").hasSize(1));
    }
  }
}
