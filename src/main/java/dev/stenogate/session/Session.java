package dev.stenogate.session;

import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Selection;
import dev.stenogate.session.Reply.Notice;
import dev.stenogate.session.SessionState.Ended;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Upstream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * One Transcribe call, from its accepted start to its one {@link Outcome}. Lives on one {@link
 * Loop}: every method is called there, nothing is locked.
 *
 * <p>Three parts: {@link Lifecycle} decides what the session is doing, {@link Transcription} turns
 * audio into text while a model listens, and this class carries out effects and guards the bounds.
 * Back-pressure:
 *
 * <ul>
 *   <li>one message is asked of the caller at a time, while the buffer has room and the caller
 *       reads;
 *   <li>audio goes to the model while the link wants it and not too many deltas are due; else it
 *       stays in the buffer;
 *   <li>partials wait, and are merged, while the caller does not read; finals are few enough to be
 *       kept by the transport.
 * </ul>
 */
public final class Session {
  /**
   * A link that stood for so long counts as one that works, 60 s, though nobody may have spoken.
   */
  private static final long PROVEN_NANOS = 60_000_000_000L;

  /** Everything is looked at again in this period, 250 ms. */
  static final long TICK_NANOS = 250_000_000L;

  /** What sessions share. */
  public record Surroundings(
      Dispatcher dispatcher,
      Function<Endpoint, Upstream> upstreams,
      SessionLimits limits,
      SessionObserver observer) {}

  private final SessionPlan plan;
  private final ClientStream client;
  private final Loop loop;
  private final Surroundings shared;
  private final SessionLimits limits;
  private final Transcription transcription;
  private final Set<String> avoided = new HashSet<>();
  private final Set<String> excluded = new HashSet<>();
  private final long begunNanos;

  private SessionState state = Lifecycle.initial();
  private Loop.Timer ticks;
  private Lease lease;
  private Link link;
  private int epoch; // of the link; signals of earlier ones are late
  private int links; // opened so far
  private String endpoint = "";
  private boolean announced; // the caller knows that a model listens
  private long linkedNanos; // when the link was opened
  private boolean requested;
  private boolean audioEnded;
  private long heardNanos; // when the caller last said something
  private long notReadySinceNanos;

  public Session(SessionPlan plan, ClientStream client, Loop loop, Surroundings shared) {
    this.plan = plan;
    this.client = client;
    this.loop = loop;
    this.shared = shared;
    this.limits = shared.limits();
    this.begunNanos = loop.nanoTime();
    this.heardNanos = begunNanos;
    this.notReadySinceNanos = begunNanos;
    this.transcription = new Transcription(plan, limits, client, loop::nanoTime, new Watch());
  }

  /** Looks for an endpoint and begins. Once. */
  public void begin() {
    assert loop.inLoop();
    ticks = loop.every(TICK_NANOS, () -> guarded(this::onTick));
    shared.observer().begun(plan);
    guarded(() -> handle(new SessionEvent.Begun()));
  }

  /** Audio of the caller, PCM16 mono at 16 kHz, whole samples, at least one; copied. */
  public void onAudio(ByteBuffer pcm) {
    heardFromCaller();
    guarded(() -> transcription.onAudio(pcm));
  }

  /** The caller wants the open segment finished. */
  public void onFlush(String id) {
    heardFromCaller();
    guarded(() -> transcription.onFlush(id));
  }

  /** The caller is alive. */
  public void onHeartbeat() {
    heardFromCaller();
    guarded(() -> {});
  }

  /** The caller half-closed: no more audio comes. */
  public void onAudioEnded() {
    heardFromCaller();
    audioEnded = true;
    guarded(
        () -> {
          handle(new SessionEvent.AudioEnded());
          transcription.onAudioEnded();
        });
  }

  /** The caller reads again. */
  public void onClientReady() {
    assert loop.inLoop();
    notReadySinceNanos = loop.nanoTime();
    guarded(transcription::onClientReady);
  }

  /** The call is over for the caller's part: it is gone, or said something that ends it. */
  public void onBroken(Ending ending) {
    assert loop.inLoop();
    handle(new SessionEvent.Broken(ending));
  }

  /** Whether the session has its outcome. */
  public boolean isOver() {
    return state instanceof Ended;
  }

  /**
   * Does the work of one call from outside, and then asks the caller for more. A defect in it ends
   * this session as {@link Outcome#INTERNAL}, which gives everything back; without that the call
   * would hang, and keep its slot.
   */
  private void guarded(Runnable work) {
    if (isOver()) {
      return;
    }
    try {
      work.run();
      requestMore();
    } catch (RuntimeException defect) {
      // Its type only: a message may quote what it was about.
      String detail = "a defect of the gateway: " + defect.getClass().getName();
      shared.observer().defect(plan, defect);
      handle(new SessionEvent.Broken(new Ending(Outcome.INTERNAL, detail)));
    }
  }

  /** Bytes of audio that the session holds now. */
  int bufferedBytes() {
    return transcription.bufferedBytes();
  }

  private void heardFromCaller() {
    assert loop.inLoop();
    requested = false;
    heardNanos = loop.nanoTime();
  }

  private void requestMore() {
    boolean room = transcription.hasRoom() && client.ready();
    if (room && !requested && !audioEnded && !isOver()) {
      requested = true;
      heardNanos = loop.nanoTime();
      client.request();
    }
  }

  private void onSignal(int from, Signal signal) {
    assert loop.inLoop();
    if (from == epoch) { // A link that was given up may still speak.
      guarded(() -> hear(signal));
    }
  }

  private void hear(Signal signal) {
    switch (signal) {
      case Signal.Ready _ -> handle(new SessionEvent.LinkReady());
      case Signal.Delta delta -> transcription.onDelta(delta.text());
      case Signal.Done done -> transcription.onDone(done.text());
      case Signal.Writable _ -> transcription.onLinkWritable();
      case Signal.Fault fault -> handle(new SessionEvent.LinkFailed(Trouble.modelError(fault)));
      case Signal.Closed closed -> handle(new SessionEvent.LinkFailed(Trouble.closed(closed)));
    }
  }

  private void onTick() {
    assert loop.inLoop();
    long now = loop.nanoTime();
    handle(new SessionEvent.Ticked(now));
    if (announced && !isOver()) {
      transcription.onTick(now);
    }
    if (link != null && announced && now - linkedNanos >= PROVEN_NANOS) {
      handle(new SessionEvent.LinkProven());
    }
    if (requested && now - heardNanos >= limits.idleNanos()) {
      handle(
          new SessionEvent.Broken(new Ending(Outcome.CALLER_IDLE, nothingFor(limits.idleNanos()))));
    }
    if (client.ready()) {
      notReadySinceNanos = now;
    } else if (now - notReadySinceNanos >= limits.notReadingNanos()) {
      String detail =
          "responses were left unread for %d s".formatted(limits.notReadingNanos() / 1_000_000_000);
      handle(new SessionEvent.Broken(new Ending(Outcome.CALLER_NOT_READING, detail)));
    }
  }

  private static String nothingFor(long nanos) {
    return "nothing was received for %d s (expected: audio, a heartbeat or a half-close)"
        .formatted(nanos / 1_000_000_000);
  }

  private void handle(SessionEvent event) {
    Lifecycle.Step step = Lifecycle.next(state, event, limits);
    state = step.state();
    for (Effect effect : step.effects()) {
      carryOut(effect);
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.TakeSlot _ -> takeSlot();
      case Effect.OpenLink _ -> openLink();
      case Effect.LeaveEndpoint leave -> leaveEndpoint(leave.trouble());
      case Effect.Announce _ -> announce();
      case Effect.Replay _ -> replay();
      case Effect.Complete _ -> complete();
      case Effect.Fail fail -> fail(fail.ending());
    }
  }

  private void takeSlot() {
    handle(
        switch (shared.dispatcher().reserve(plan.requirements(), avoided, excluded)) {
          case Selection.Reserved reserved -> {
            lease = reserved.lease();
            endpoint = lease.endpoint().name();
            yield new SessionEvent.SlotGiven(loop.nanoTime());
          }
          case Selection.Full full ->
              new SessionEvent.SlotRefused(
                  new Ending(
                      Outcome.POOL_FULL,
                      "all %d slots of pool %s are taken"
                          .formatted(full.slots(), plan.requirements().pool())));
          case Selection.Unavailable _ ->
              new SessionEvent.SlotRefused(
                  new Ending(
                      Outcome.POOL_UNAVAILABLE,
                      "no endpoint of pool %s can serve this call"
                          .formatted(plan.requirements().pool())));
        });
  }

  private void openLink() {
    links++;
    linkedNanos = loop.nanoTime();
    int opened = ++epoch;
    Upstream upstream = shared.upstreams().apply(lease.endpoint());
    link = upstream.open(signal -> loop.execute(() -> onSignal(opened, signal)));
  }

  private void leaveEndpoint(Trouble trouble) {
    epoch++;
    transcription.unlink();
    if (link != null) {
      link.close();
      link = null;
    }
    if (lease != null) {
      lease.release();
      lease = null;
    }
    if (trouble != null) {
      (trouble.configuration() ? excluded : avoided).add(endpoint);
      shared.observer().linkFailed(plan, endpoint, trouble.label(), trouble.detail());
    }
  }

  private void announce() {
    avoided.clear();
    announced = true;
    client.deliver(new Reply.Started(endpoint, lease.endpoint().model()));
    shared.observer().started(plan, endpoint, loop.nanoTime() - begunNanos);
    transcription.link(link, lease.endpoint());
  }

  private void replay() {
    client.deliver(
        new Notice(Notice.Code.ENDPOINT_CHANGED, "endpoint " + endpoint + " serves now"));
    transcription.link(link, lease.endpoint());
  }

  private void complete() {
    client.deliver(new Reply.Completed(transcription.usage()));
    client.complete();
    over(new Ending(Outcome.COMPLETED, ""));
  }

  private void fail(Ending ending) {
    client.fail(ending);
    over(ending);
  }

  private void over(Ending ending) {
    ticks.cancel();
    transcription.forget();
    shared
        .observer()
        .ended(
            new SessionObserver.Report(
                plan,
                ending,
                endpoint,
                links,
                loop.nanoTime() - begunNanos,
                transcription.bufferedBytesMost(),
                transcription.usage()));
  }

  /** What the transcription tells the session. */
  private final class Watch implements Transcription.Watcher {
    @Override
    public void segmentFinal(long nanos) {
      avoided.clear();
      shared.observer().finalised(endpoint, nanos);
      handle(new SessionEvent.LinkProven());
    }

    @Override
    public void allFinal() {
      handle(new SessionEvent.AllFinal());
    }

    @Override
    public void lag(long nanos) {
      shared.observer().lag(endpoint, nanos);
    }

    @Override
    public void stalled(Trouble trouble) {
      handle(new SessionEvent.LinkFailed(trouble));
    }
  }
}
