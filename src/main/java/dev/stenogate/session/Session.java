package dev.stenogate.session;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Permit;
import dev.stenogate.admission.WaitingRoom;
import dev.stenogate.audio.Pcm;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Lease;
import dev.stenogate.session.Reply.Notice;
import dev.stenogate.session.SessionState.Ended;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Upstream;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One Transcribe call, from its accepted start to its one {@link Outcome}. Lives on one {@link
 * Loop}: every method is called there, nothing is locked.
 *
 * <p>Five parts: {@link Lifecycle} decides what the session is doing, {@link SlotWait} waits for
 * the first slot, {@link Links} holds slots and links, {@link Transcription} turns audio into text
 * while a model listens, and this class carries out effects and guards the bounds. Back-pressure:
 *
 * <ul>
 *   <li>one message is asked of the caller at a time, while the buffer has room and the caller
 *       reads;
 *   <li>audio goes to the model while the link wants it and not too many deltas are due; else it
 *       stays in the buffer;
 *   <li>audio that the tenant's limits count is drawn ahead in pieces ({@link HeldPermit}); none
 *       left, none asked for;
 *   <li>partials wait, and are merged, while the caller does not read; finals are few enough to be
 *       kept by the transport.
 * </ul>
 */
public final class Session {
  /**
   * A link that stood for so long counts as one that works, 60 s, though nobody may have spoken.
   */
  private static final long PROVEN_NANOS = 60_000_000_000L;

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Everything is looked at again in this period, 250 ms. */
  static final long TICK_NANOS = 250_000_000L;

  /** So long after the time that a drained caller was given its open segment may take, 5 s. */
  public static final long DRAIN_GRACE_NANOS = Farewell.GRACE_NANOS;

  /**
   * What sessions share.
   *
   * @param waitingRoom where calls get their first slot
   * @param chance gives the calling thread's generator
   */
  public record Surroundings(
      Dispatcher dispatcher,
      WaitingRoom waitingRoom,
      Function<Endpoint, Upstream> upstreams,
      SessionLimits limits,
      SessionObserver observer,
      Supplier<RandomGenerator> chance) {}

  private final SessionPlan plan;
  private final ClientStream client;
  private final Loop loop;
  private final Surroundings shared;
  private final SessionLimits limits;
  private final SessionLimits openingLimits;
  private final Transcription transcription;
  private final SlotWait slotWait;
  private final Links links;
  private final Demand demand;
  private final HeldPermit permit;
  private final Term term;
  private final Farewell farewell = new Farewell();
  private final long begunNanos;

  private SessionState state = Lifecycle.initial();
  private Loop.Timer ticks;
  private Loop.Timer pause = () -> {};
  private boolean announced; // the caller knows that a model listens
  private long lostNanos; // when the last link was given up
  private Ending verdict; // what the call ends with when all is final; null: it completes

  /**
   * @param permit the session's own, from {@link #begin} on
   */
  public Session(
      SessionPlan plan, ClientStream client, Loop loop, Surroundings shared, Permit permit) {
    TenantLimits allowed = plan.caller().tenant().limits();
    this.plan = plan;
    this.client = client;
    this.loop = loop;
    this.shared = shared;
    this.limits = shared.limits().of(allowed.call());
    this.permit = new HeldPermit(permit, allowed.audio(), loop, this::guarded);
    this.term = new Term(plan);
    this.openingLimits = limits.waiting(plan.claim().maxWaitNanos());
    this.begunNanos = loop.nanoTime();
    this.demand = new Demand(client, limits, pace(allowed), begunNanos);
    this.slotWait = new SlotWait(plan, loop, shared, new SlotEar());
    this.links = new Links(plan, loop, shared, new LinkEar());
    this.transcription =
        new Transcription(plan, limits, client, loop::nanoTime, new TranscriptionEar());
  }

  private static double pace(TenantLimits allowed) {
    return allowed.enforcement().refuses() ? allowed.call().paceMax() : 0;
  }

  /** Looks for an endpoint and begins. Once. */
  public void begin() {
    assert loop.inLoop();
    ticks = loop.every(TICK_NANOS, () -> guarded(this::onTick));
    shared.observer().begun(plan);
    guarded(
        () -> {
          if (term.isUsedUp()) {
            end(term.ending());
          } else {
            handle(new SessionEvent.Begun());
          }
        });
  }

  /** Audio of the caller, PCM16 mono at 16 kHz, whole samples, at least one; copied. */
  public void onAudio(ByteBuffer pcm) {
    heardFromCaller();
    guarded(
        () -> {
          long samples = pcm.remaining() / Pcm.SAMPLE_BYTES;
          permit.heard(samples);
          demand.heard(samples, loop.nanoTime());
          transcription.onAudio(pcm);
        });
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
    guarded(() -> hearNoMore(null)); // All that it had to say was heard, whatever the limits say.
  }

  /**
   * What was heard becomes final, and the call ends.
   *
   * @param why with what; null: well
   */
  private void hearNoMore(Ending why) {
    verdict = why;
    demand.end();
    links.dropNext(); // The end is near enough for the link that serves.
    handle(new SessionEvent.AudioEnded());
    transcription.onAudioEnded();
  }

  /** The caller reads again. */
  public void onClientReady() {
    assert loop.inLoop();
    demand.readsAgain(loop.nanoTime());
    guarded(transcription::onClientReady);
  }

  /** The call is over for the caller's part: it is gone, or said something that ends it. */
  public void onBroken(Ending ending) {
    assert loop.inLoop();
    boolean left = farewell.asksToLeave() && ending.outcome() == Outcome.CALLER_CANCELLED;
    guarded(() -> end(left ? farewell.ending() : ending)); // As it was asked to.
  }

  /**
   * This gateway goes away, or the call's connection does: tells the caller where to go on, and
   * ends the call between two segments when the time is over.
   *
   * @param leftNanos time that the caller has
   */
  public void onDrain(long leftNanos) {
    assert loop.inLoop();
    guarded(() -> drain(leftNanos));
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
      if (!isOver()) {
        askForMore(loop.nanoTime());
      }
    } catch (RuntimeException defect) {
      // Its type only: a message may quote what it was about.
      String detail = "a defect of the gateway: " + defect.getClass().getName();
      shared.observer().defect(plan, defect);
      end(new Ending(Outcome.INTERNAL, detail));
    }
  }

  private void askForMore(long now) {
    if (!demand.isEnded()) {
      permit.draw();
      if (announced) {
        permit.news(now).ifPresent(client::deliver);
      }
      permit.dayIsOver().ifPresent(this::dayIsOver);
    }
    if (!isOver()) {
      demand.ask(transcription.hasRoom() && permit.covers(), now);
    }
  }

  private void dayIsOver(Exceeded limit) {
    Ending why = Ending.exceeded(plan.caller().tenant(), limit);
    if (announced) {
      hearNoMore(why);
    } else {
      end(why); // Before a slot is taken for nothing.
    }
  }

  /** Bytes of audio that the session holds now. */
  int bufferedBytes() {
    return transcription.bufferedBytes();
  }

  private void heardFromCaller() {
    assert loop.inLoop();
    demand.met(loop.nanoTime());
  }

  private void drain(long leftNanos) {
    if (!announced) {
      end(Ending.DRAINED); // The caller has nothing yet, and can begin elsewhere.
    } else if (farewell.say(Ending.DRAINED, leftNanos, loop.nanoTime())) {
      client.deliver(transcription.goAway(leftNanos));
    }
  }

  /** Tells the caller in time that the session may not be longer. */
  private void lookAtTerm(long now) {
    term.toTell(now)
        .ifPresent(
            left ->
                notice(
                    Notice.Code.SESSION_ENDING,
                    "the session ends in %d s: %s"
                        .formatted(Math.ceilDiv(left, SECOND_NANOS), term.ending().told())));
    term.leftNanos(now).ifPresent(left -> farewell.say(term.ending(), left, now));
  }

  private void lookAtFarewell(long now) {
    boolean open = isServed() && !transcription.isBetweenSegments();
    if (!isOver() && farewell.isDue(open, now)) {
      end(farewell.ending());
    }
  }

  /** A segment is final, and the next is not open yet: the moment for changes. */
  private void goOn(long now) {
    lookAtFarewell(now);
    if (isOver()) {
      return;
    }
    if (links.canRoll()) {
      roll();
    } else if (links.replaceInTime(now)) {
      handle(new SessionEvent.LinkOutlived(now));
    }
  }

  private void end(Ending ending) {
    handle(new SessionEvent.Broken(ending));
  }

  private void onTick() {
    assert loop.inLoop();
    long now = loop.nanoTime();
    handle(new SessionEvent.Ticked(now));
    if (slotWait.isOn()) {
      slotWait.look();
      tellPlace(now);
    }
    if (announced && !isOver()) {
      transcription.onTick(now, demand.withholds(now) || !permit.covers());
      lookAtTerm(now);
    }
    if (isServed()) {
      lookAtLink(now);
    }
    lookAtFarewell(now);
    demand.look(now).ifPresent(this::end);
  }

  private void lookAtLink(long now) {
    if (now - links.held().openedNanos() >= PROVEN_NANOS) {
      handle(new SessionEvent.LinkProven());
    }
    boolean goesOn = state instanceof SessionState.Streaming;
    if (goesOn && links.replaceInTime(now) && transcription.isBetweenSegments()) {
      handle(new SessionEvent.LinkOutlived(now));
    }
  }

  /** Whether a model listens. */
  private boolean isServed() {
    return state instanceof SessionState.Streaming || state instanceof SessionState.Finishing;
  }

  private void handle(SessionEvent event) {
    Lifecycle.Step step = Lifecycle.next(state, event, announced ? limits : openingLimits);
    state = step.state();
    RuntimeException defect = null;
    for (Effect effect : step.effects()) {
      try {
        carryOut(effect);
      } catch (RuntimeException e) {
        if (!isOver()) {
          throw e;
        }
        defect = e; // An end is carried out to its end.
      }
    }
    if (defect != null) {
      throw defect;
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.AwaitSlot _ -> awaitSlot();
      case Effect.TakeSlot _ -> handle(links.takeSlot());
      case Effect.OpenLink _ -> links.open();
      case Effect.RenewLink _ -> renew();
      case Effect.LeaveEndpoint leave -> leaveEndpoint(leave.trouble());
      case Effect.Pause wait -> pause(wait.tries());
      case Effect.TellWaiting _ ->
          notice(Notice.Code.WAITING_FOR_ENDPOINT, "no endpoint serves at the moment");
      case Effect.Announce _ -> announce();
      case Effect.Replay replay -> replay(replay.trouble());
      case Effect.Complete _ -> complete();
      case Effect.Fail fail -> fail(fail.ending());
    }
  }

  private void awaitSlot() {
    slotWait.begin();
    tellPlace(loop.nanoTime());
  }

  /** The caller sends nothing before it is served if it likes. */
  private void tellPlace(long now) {
    demand.excuse(now);
    slotWait.news(now).ifPresent(client::deliver);
  }

  private void pause(int tries) {
    if (links.adoptNext()) {
      handle(new SessionEvent.LinkReady());
      return;
    }
    long waitNanos = Backoff.DEFAULT.waitNanos(tries, shared.chance().get());
    pause = loop.after(waitNanos, () -> guarded(() -> handle(new SessionEvent.PauseOver())));
  }

  private void renew() {
    lostNanos = loop.nanoTime();
    transcription.unlink();
    links.renew();
  }

  private void leaveEndpoint(Trouble trouble) {
    if (transcription.isLinked()) {
      lostNanos = loop.nanoTime();
    }
    transcription.unlink();
    links.leave(trouble, announced);
  }

  private void announce() {
    announced = true;
    links.proven();
    links.serving();
    term.begin(loop.nanoTime());
    client.deliver(new Reply.Started(links.endpointName(), links.endpoint().model()));
    shared.observer().started(plan, links.endpointName(), loop.nanoTime() - begunNanos);
    transcription.link(links.held().link(), links.endpoint());
  }

  private void replay(Trouble trouble) {
    links.serving();
    String name = links.endpointName();
    if (trouble == null) {
      notice(Notice.Code.LINK_ROLLED, "the link to endpoint " + name + " was renewed");
    } else {
      boolean sick = trouble.kind() == Trouble.Kind.SICK;
      notice(
          sick ? Notice.Code.STALL_RECOVERED : Notice.Code.ENDPOINT_CHANGED,
          "endpoint %s serves now (%s)".formatted(name, trouble.label()));
      shared.observer().recovered(plan, name, loop.nanoTime() - lostNanos);
    }
    transcription.link(links.held().link(), links.endpoint());
  }

  /** Lets the link that stands ready serve. No segment is open. */
  private void roll() {
    transcription.unlink();
    links.roll();
    notice(Notice.Code.LINK_ROLLED, "endpoint " + links.endpointName() + " serves now");
    transcription.link(links.held().link(), links.endpoint());
  }

  private void notice(Notice.Code code, String text) {
    client.deliver(new Notice(code, text));
  }

  private void complete() {
    if (verdict != null) {
      fail(verdict);
      return;
    }
    client.deliver(new Reply.Completed(transcription.usage()));
    client.complete();
    over(new Ending(Outcome.COMPLETED, ""));
  }

  private void fail(Ending ending) {
    client.fail(ending.inPool(plan.requirements().pool()));
    over(ending);
  }

  private void over(Ending ending) {
    try {
      ticks.cancel();
      pause.cancel();
      links.over();
      transcription.forget();
      report(ending);
    } finally {
      permit.release();
      slotWait.leave(); // Last, for it serves others.
    }
  }

  private void report(Ending ending) {
    shared
        .observer()
        .ended(
            new SessionObserver.Report(
                plan,
                ending,
                links.endpointName(),
                links.route(),
                links.opened(),
                loop.nanoTime() - begunNanos,
                transcription.bufferedBytesMost(),
                transcription.usage()));
  }

  /** Hears what came of the wait. */
  private final class SlotEar implements SlotWait.Listener {
    @Override
    public void onSlot(Lease lease) {
      if (isOver()) {
        lease.release(); // It ended while the slot was on its way.
      } else {
        guarded(() -> handle(links.given(lease)));
      }
    }

    @Override
    public void onRefused(Ending ending) {
      guarded(() -> handle(new SessionEvent.SlotRefused(ending, true, loop.nanoTime())));
    }

    @Override
    public void onDefect(RuntimeException defect) {
      if (isOver()) {
        shared.observer().defect(plan, defect);
      }
      guarded(
          () -> {
            throw defect;
          });
    }
  }

  /** Hears the links. */
  private final class LinkEar implements Links.Listener {
    @Override
    public void guarded(Runnable work) {
      Session.this.guarded(work);
    }

    @Override
    public void onSignal(Signal signal) {
      switch (signal) {
        case Signal.Ready _ -> handle(new SessionEvent.LinkReady());
        case Signal.Delta delta -> transcription.onDelta(delta.text());
        case Signal.Done done -> transcription.onDone(done.text());
        case Signal.Writable _ -> transcription.onLinkWritable();
        case Signal.Fault fault -> transcription.onFault(fault);
        case Signal.Closed closed -> failed(Trouble.closed(closed));
      }
    }

    @Override
    public void onSlotLost() {
      failed(Trouble.slotLost());
    }

    @Override
    public void onNextReady() {
      if (isServed() && transcription.isBetweenSegments()) {
        roll();
      }
    }
  }

  private void failed(Trouble trouble) {
    handle(new SessionEvent.LinkFailed(trouble, loop.nanoTime()));
  }

  /** What the transcription tells and asks the session. */
  private final class TranscriptionEar implements Transcription.Watcher {
    @Override
    public void segmentFinal(long nanos) {
      links.proven();
      links.held().lease().finalised(nanos, loop.nanoTime());
      shared.observer().finalised(links.endpointName(), nanos);
      handle(new SessionEvent.LinkProven());
      if (state instanceof SessionState.Streaming) {
        goOn(loop.nanoTime());
      }
    }

    @Override
    public void allFinal() {
      handle(new SessionEvent.AllFinal());
    }

    @Override
    public void lag(long nanos) {
      links.held().lease().lag(nanos, loop.nanoTime());
      shared.observer().lag(links.endpointName(), nanos);
    }

    @Override
    public void troubled(Trouble trouble) {
      failed(trouble);
    }

    @Override
    public void gap(long samples) {
      shared.observer().gap(plan, links.endpointName(), Pcm.nanos(samples));
    }

    @Override
    public void defect(RuntimeException defect) {
      shared.observer().defect(plan, defect);
    }

    @Override
    public boolean hasRoom() {
      return links.hasRoomElsewhere();
    }

    @Override
    public boolean mayLeave() {
      return links.mayLeave();
    }
  }
}
