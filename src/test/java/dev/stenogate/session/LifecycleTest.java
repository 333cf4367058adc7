package dev.stenogate.session;

import static dev.stenogate.session.Lifecycle.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.SessionEvent.AllFinal;
import dev.stenogate.session.SessionEvent.AudioEnded;
import dev.stenogate.session.SessionEvent.Begun;
import dev.stenogate.session.SessionEvent.Broken;
import dev.stenogate.session.SessionEvent.LinkFailed;
import dev.stenogate.session.SessionEvent.LinkOutlived;
import dev.stenogate.session.SessionEvent.LinkProven;
import dev.stenogate.session.SessionEvent.LinkReady;
import dev.stenogate.session.SessionEvent.PauseOver;
import dev.stenogate.session.SessionEvent.SlotGiven;
import dev.stenogate.session.SessionEvent.SlotRefused;
import dev.stenogate.session.SessionEvent.Ticked;
import dev.stenogate.session.SessionState.Connecting;
import dev.stenogate.session.SessionState.Ended;
import dev.stenogate.session.SessionState.Finishing;
import dev.stenogate.session.SessionState.Opening;
import dev.stenogate.session.SessionState.Pursuit;
import dev.stenogate.session.SessionState.Recovering;
import dev.stenogate.session.SessionState.Streaming;
import dev.stenogate.session.Trouble.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of the life of a session: two links may fail while it opens, two while it runs; 10 ns
 * to connect, 1000 ns to search. What the table does not list changes nothing.
 */
class LifecycleTest {
  private static final long CONNECT_NANOS = 10;
  private static final long RECOVERY_NANOS = 1_000;
  private static final SessionLimits LIMITS =
      new SessionLimits(
          CONNECT_NANOS, 3, 3, RECOVERY_NANOS, 1, 1, 1, 1, SessionLimits.Watch.DEFAULT, 1, 1);

  private static final Trouble EARLIER = new Trouble(Kind.FAILED, "refused", "503 at first");
  private static final Trouble LOST = new Trouble(Kind.FAILED, "lost", "reset");
  private static final Trouble DENIED = new Trouble(Kind.MISCONFIGURED, "denied", "403");
  private static final Trouble TIMEOUT = Trouble.connectTimeout(CONNECT_NANOS);
  private static final Ending FULL = new Ending(Outcome.POOL_FULL, "all 2 slots are taken");
  private static final Ending GONE = new Ending(Outcome.CALLER_CANCELLED, "gone");

  private static final long NOW = 100;
  private static final long UNTIL = NOW + RECOVERY_NANOS;
  private static final Pursuit FAILED_ONCE = new Pursuit(1, 1, EARLIER, EARLIER, UNTIL, false);
  private static final Pursuit FAILED_TWICE = new Pursuit(2, 4, EARLIER, EARLIER, UNTIL, true);
  private static final Pursuit ONE_DENIED = new Pursuit(1, 1, DENIED, DENIED, UNTIL, false);
  private static final Pursuit WORN = Pursuit.after(2);

  private static final SessionState OPENING = new Opening(Pursuit.NEW, false);
  private static final SessionState OPENING_AGAIN = new Opening(FAILED_ONCE, true);
  private static final SessionState OPENING_ELSEWHERE = new Opening(ONE_DENIED, false);
  private static final SessionState CONNECTING = new Connecting(Pursuit.NEW, 100, false);
  private static final SessionState CONNECTING_LATER = new Connecting(FAILED_ONCE, 100, true);
  private static final SessionState CONNECTING_LAST = new Connecting(FAILED_TWICE, 100, false);
  private static final SessionState STREAMING = new Streaming(0);
  private static final SessionState STREAMING_WORN = new Streaming(2);
  private static final SessionState PAUSING = new Recovering(FAILED_ONCE, NEVER, false);
  private static final SessionState RECONNECTING = new Recovering(FAILED_ONCE, 100, true);
  private static final SessionState RECONNECTING_LAST = new Recovering(FAILED_TWICE, 100, false);
  private static final SessionState RENEWING = new Recovering(WORN, 100, false);
  private static final SessionState FOREVER = new Recovering(WORN, NEVER, false);
  private static final SessionState FINISHING = new Finishing(1);
  private static final SessionState FINISHING_WORN = new Finishing(2);
  private static final SessionState ENDED = new Ended(GONE);

  private static final List<SessionState> STATES =
      List.of(
          OPENING,
          OPENING_AGAIN,
          OPENING_ELSEWHERE,
          CONNECTING,
          CONNECTING_LATER,
          CONNECTING_LAST,
          STREAMING,
          STREAMING_WORN,
          PAUSING,
          RECONNECTING,
          RECONNECTING_LAST,
          RENEWING,
          FINISHING,
          FINISHING_WORN,
          ENDED);

  private static final SessionEvent EARLY = new Ticked(99);
  private static final SessionEvent LATE = new Ticked(NOW);
  private static final SessionEvent TOO_LATE = new Ticked(UNTIL);
  private static final SessionEvent SLOT = new SlotGiven(90);
  private static final SessionEvent NO_SLOT = new SlotRefused(FULL, false, 90);
  private static final SessionEvent NO_SLOT_TOO_LATE = new SlotRefused(FULL, false, UNTIL);
  private static final SessionEvent NO_ENDPOINT = new SlotRefused(FULL, true, 90);
  private static final SessionEvent FAILED = new LinkFailed(LOST, NOW);
  private static final SessionEvent REFUSED_FOR_GOOD = new LinkFailed(DENIED, NOW);

  private static final List<SessionEvent> EVENTS =
      List.of(
          new Begun(),
          SLOT,
          NO_SLOT,
          NO_SLOT_TOO_LATE,
          NO_ENDPOINT,
          new PauseOver(),
          new LinkReady(),
          FAILED,
          REFUSED_FOR_GOOD,
          new LinkOutlived(90),
          new LinkProven(),
          new AudioEnded(),
          new AllFinal(),
          EARLY,
          LATE,
          TOO_LATE);

  private static final Effect AWAIT_SLOT = new Effect.AwaitSlot();
  private static final Effect TAKE_SLOT = new Effect.TakeSlot();
  private static final Effect OPEN_LINK = new Effect.OpenLink();
  private static final Effect ANNOUNCE = new Effect.Announce();
  private static final Effect WAITING = new Effect.TellWaiting();
  private static final Effect REPLAY = new Effect.Replay(EARLIER);

  private record Case(SessionState state, SessionEvent event) {}

  private static final Map<Case, Lifecycle.Step> MOVES = new LinkedHashMap<>();

  static {
    on(OPENING, new Begun(), OPENING, AWAIT_SLOT);
    on(OPENING, new PauseOver(), OPENING, TAKE_SLOT);
    on(OPENING, SLOT, CONNECTING, OPEN_LINK);
    for (SessionEvent none : List.of(NO_SLOT, NO_SLOT_TOO_LATE, NO_ENDPOINT)) {
      on(OPENING, none, new Ended(FULL), leave(null), fail(FULL));
    }
    on(OPENING, new AudioEnded(), new Opening(Pursuit.NEW, true));
    on(OPENING_ELSEWHERE, new Begun(), OPENING_ELSEWHERE, AWAIT_SLOT);
    on(OPENING_ELSEWHERE, new PauseOver(), OPENING_ELSEWHERE, TAKE_SLOT);
    on(OPENING_ELSEWHERE, SLOT, new Connecting(ONE_DENIED, 100, false), OPEN_LINK);
    // One endpoint is misconfigured, the others are full: the pool is full.
    on(OPENING_ELSEWHERE, NO_SLOT, new Ended(FULL), leave(null), fail(FULL));
    on(OPENING_ELSEWHERE, NO_SLOT_TOO_LATE, new Ended(FULL), leave(null), fail(FULL));
    ends(OPENING_ELSEWHERE, NO_ENDPOINT, DENIED.ending(), null);
    ends(OPENING_ELSEWHERE, TOO_LATE, DENIED.ending(), null);
    on(OPENING_ELSEWHERE, new AudioEnded(), new Opening(ONE_DENIED, true));
    on(OPENING_AGAIN, new Begun(), OPENING_AGAIN, AWAIT_SLOT);
    on(OPENING_AGAIN, new PauseOver(), OPENING_AGAIN, TAKE_SLOT);
    on(OPENING_AGAIN, SLOT, CONNECTING_LATER, OPEN_LINK);
    on(OPENING_AGAIN, NO_SLOT, new Opening(FAILED_ONCE.waited(), true), pause(1));
    // An endpoint failed before, and by now others have all slots: that is the truth.
    on(OPENING_AGAIN, NO_ENDPOINT, new Ended(FULL), leave(null), fail(FULL));
    on(OPENING_AGAIN, NO_SLOT_TOO_LATE, new Ended(FULL), leave(null), fail(FULL));
    ends(OPENING_AGAIN, TOO_LATE, EARLIER.ending(), null);

    on(CONNECTING, new LinkReady(), STREAMING, ANNOUNCE);
    refused(CONNECTING, FAILED, NOW, LOST);
    refused(CONNECTING, REFUSED_FOR_GOOD, NOW, DENIED);
    refused(CONNECTING, LATE, NOW, TIMEOUT);
    refused(CONNECTING, TOO_LATE, UNTIL, TIMEOUT);
    on(CONNECTING, new AudioEnded(), new Connecting(Pursuit.NEW, 100, true));
    on(CONNECTING_LATER, new LinkReady(), new Finishing(0), ANNOUNCE);
    refused(CONNECTING_LATER, FAILED, NOW, LOST);
    refused(CONNECTING_LATER, REFUSED_FOR_GOOD, NOW, DENIED);
    refused(CONNECTING_LATER, LATE, NOW, TIMEOUT);
    ends(CONNECTING_LATER, TOO_LATE, TIMEOUT.ending(), TIMEOUT);
    on(CONNECTING_LAST, new LinkReady(), STREAMING, ANNOUNCE);
    on(CONNECTING_LAST, new AudioEnded(), new Connecting(FAILED_TWICE, 100, true));
    ends(CONNECTING_LAST, FAILED, LOST.ending(), LOST);
    // What passes is the reason, where anything does.
    ends(CONNECTING_LAST, REFUSED_FOR_GOOD, EARLIER.ending(), DENIED);
    ends(CONNECTING_LAST, LATE, TIMEOUT.ending(), TIMEOUT);
    ends(CONNECTING_LAST, TOO_LATE, TIMEOUT.ending(), TIMEOUT);

    recovers(STREAMING, FAILED, new Pursuit(1, 1, LOST, LOST, UNTIL, false), leave(LOST), pause(0));
    recovers(
        STREAMING,
        REFUSED_FOR_GOOD,
        new Pursuit(1, 1, DENIED, DENIED, UNTIL, false),
        leave(DENIED),
        pause(0));
    on(
        STREAMING,
        new LinkOutlived(90),
        new Recovering(Pursuit.after(0), 100, false),
        new Effect.RenewLink());
    on(STREAMING, new AudioEnded(), new Finishing(0));
    on(STREAMING_WORN, new LinkProven(), STREAMING);
    on(STREAMING_WORN, new LinkOutlived(90), RENEWING, new Effect.RenewLink());
    on(STREAMING_WORN, new AudioEnded(), FINISHING_WORN);
    ends(STREAMING_WORN, FAILED, LOST.ending(), LOST);
    ends(STREAMING_WORN, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);

    on(PAUSING, new PauseOver(), PAUSING, TAKE_SLOT);
    on(PAUSING, SLOT, new Recovering(FAILED_ONCE, 100, false), OPEN_LINK);
    recovers(PAUSING, NO_SLOT, FAILED_ONCE.waited(), WAITING, pause(1));
    recovers(PAUSING, NO_ENDPOINT, FAILED_ONCE.waited(), WAITING, pause(1));
    ends(PAUSING, NO_SLOT_TOO_LATE, EARLIER.ending(), null);
    ends(PAUSING, TOO_LATE, EARLIER.ending(), null);
    on(PAUSING, new LinkReady(), new Streaming(1), REPLAY);
    recovers(PAUSING, FAILED, again(LOST), leave(LOST), WAITING, pause(1));
    recovers(PAUSING, REFUSED_FOR_GOOD, again(DENIED), leave(DENIED), WAITING, pause(1));
    on(PAUSING, new AudioEnded(), new Recovering(FAILED_ONCE, NEVER, true));

    on(RECONNECTING, new PauseOver(), RECONNECTING, TAKE_SLOT);
    on(RECONNECTING, SLOT, RECONNECTING, OPEN_LINK);
    for (SessionEvent none : List.of(NO_SLOT, NO_ENDPOINT)) {
      Recovering waiting = new Recovering(FAILED_ONCE.waited(), NEVER, true);
      on(RECONNECTING, none, waiting, WAITING, pause(1));
    }
    ends(RECONNECTING, NO_SLOT_TOO_LATE, EARLIER.ending(), null);
    on(RECONNECTING, new LinkReady(), FINISHING, REPLAY);
    for (SessionEvent failure : List.of(FAILED, REFUSED_FOR_GOOD, LATE)) {
      Trouble why = failure == FAILED ? LOST : failure == LATE ? TIMEOUT : DENIED;
      Recovering next = new Recovering(again(why), NEVER, true);
      on(RECONNECTING, failure, next, leave(why), WAITING, pause(1));
    }
    ends(RECONNECTING, TOO_LATE, TIMEOUT.ending(), TIMEOUT);
    on(RECONNECTING_LAST, new PauseOver(), RECONNECTING_LAST, TAKE_SLOT);
    on(RECONNECTING_LAST, SLOT, RECONNECTING_LAST, OPEN_LINK);
    recovers(RECONNECTING_LAST, NO_SLOT, FAILED_TWICE.waited(), pause(4));
    recovers(RECONNECTING_LAST, NO_ENDPOINT, FAILED_TWICE.waited(), pause(4));
    ends(RECONNECTING_LAST, NO_SLOT_TOO_LATE, EARLIER.ending(), null);
    on(RECONNECTING_LAST, new LinkReady(), STREAMING_WORN, REPLAY);
    on(RECONNECTING_LAST, new AudioEnded(), new Recovering(FAILED_TWICE, 100, true));
    ends(RECONNECTING_LAST, FAILED, LOST.ending(), LOST);
    ends(RECONNECTING_LAST, REFUSED_FOR_GOOD, EARLIER.ending(), DENIED);
    ends(RECONNECTING_LAST, LATE, TIMEOUT.ending(), TIMEOUT);
    ends(RECONNECTING_LAST, TOO_LATE, TIMEOUT.ending(), TIMEOUT);

    // A link that is renewed on its own slot: nothing failed, so nothing is told but the renewal.
    on(RENEWING, new LinkReady(), STREAMING_WORN, new Effect.Replay(null));
    on(RENEWING, new PauseOver(), RENEWING, TAKE_SLOT);
    on(RENEWING, SLOT, RENEWING, OPEN_LINK);
    on(RENEWING, new AudioEnded(), new Recovering(WORN, 100, true));
    for (SessionEvent none : List.of(NO_SLOT, NO_SLOT_TOO_LATE, NO_ENDPOINT)) {
      recovers(RENEWING, none, WORN.waited(), WAITING, pause(2));
    }
    ends(RENEWING, FAILED, LOST.ending(), LOST);
    ends(RENEWING, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);
    ends(RENEWING, LATE, TIMEOUT.ending(), TIMEOUT);
    ends(RENEWING, TOO_LATE, TIMEOUT.ending(), TIMEOUT);

    for (SessionEvent failure : List.of(FAILED, REFUSED_FOR_GOOD)) {
      Trouble why = failure == FAILED ? LOST : DENIED;
      Recovering next = new Recovering(new Pursuit(2, 2, why, why, UNTIL, false), NEVER, true);
      on(FINISHING, failure, next, leave(why), pause(1));
    }
    on(FINISHING, new LinkProven(), new Finishing(0));
    completes(FINISHING);
    on(FINISHING_WORN, new LinkProven(), new Finishing(0));
    ends(FINISHING_WORN, FAILED, LOST.ending(), LOST);
    ends(FINISHING_WORN, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);
    completes(FINISHING_WORN);
  }

  private static Pursuit again(Trouble trouble) {
    return new Pursuit(2, 2, trouble, trouble.isConfiguration() ? EARLIER : trouble, UNTIL, true);
  }

  private static void refused(
      SessionState state, SessionEvent event, long nowNanos, Trouble trouble) {
    Connecting before = (Connecting) state;
    Pursuit pursuit = before.pursuit().failed(trouble, nowNanos, LIMITS);
    on(
        state,
        event,
        new Opening(pursuit, before.audioEnded()),
        leave(trouble),
        pause(before.pursuit().tries()));
  }

  private static void on(
      SessionState state, SessionEvent event, SessionState next, Effect... effects) {
    MOVES.put(new Case(state, event), new Lifecycle.Step(next, List.of(effects)));
  }

  private static void recovers(
      SessionState state, SessionEvent event, Pursuit pursuit, Effect... effects) {
    on(state, event, new Recovering(pursuit, NEVER, false), effects);
  }

  private static void ends(
      SessionState state, SessionEvent event, Ending ending, Trouble blamedOnTheEndpoint) {
    on(state, event, new Ended(ending), leave(blamedOnTheEndpoint), fail(ending));
  }

  private static void completes(SessionState state) {
    Ended completed = new Ended(new Ending(Outcome.COMPLETED, ""));
    on(state, new AllFinal(), completed, leave(null), new Effect.Complete());
  }

  private static Effect leave(Trouble trouble) {
    return new Effect.LeaveEndpoint(trouble);
  }

  private static Effect pause(int tries) {
    return new Effect.Pause(tries);
  }

  private static Effect fail(Ending ending) {
    return new Effect.Fail(ending);
  }

  @Test
  void aSessionBeginsWithItsFirstAttempt() {
    assertThat(Lifecycle.initial()).isEqualTo(OPENING);
  }

  @ParameterizedTest
  @MethodSource("states")
  void everyEventDoesWhatTheTableSaysAndNothingElse(SessionState state) {
    for (SessionEvent event : EVENTS) {
      Lifecycle.Step stays = new Lifecycle.Step(state, List.of());

      assertThat(Lifecycle.next(state, event, LIMITS))
          .as("%s on %s", event, state)
          .isEqualTo(MOVES.getOrDefault(new Case(state, event), stays));
    }
  }

  @ParameterizedTest
  @MethodSource("states")
  void whatBreaksASessionGivesItsSlotBackAndThenFailsItFromEveryStateButTheLast(
      SessionState state) {
    Lifecycle.Step step = Lifecycle.next(state, new Broken(GONE), LIMITS);

    assertThat(step.state()).isEqualTo(new Ended(GONE));
    assertThat(step.effects())
        .isEqualTo(state instanceof Ended ? List.of() : List.of(leave(null), fail(GONE)));
  }

  /** {@code System.nanoTime} may be negative, and so may a difference overflow. */
  @Test
  void whereNoDeadlineIsSetNoClockPassesIt() {
    for (long now : new long[] {Long.MIN_VALUE, -5, 0, Long.MAX_VALUE}) {
      assertThat(Lifecycle.next(FOREVER, new Ticked(now), LIMITS))
          .isEqualTo(new Lifecycle.Step(FOREVER, List.of()));
    }
  }

  @Test
  void theTableSpeaksOfAllStatesAndEventsAndOfNoOthers() {
    assertThat(STATES)
        .extracting(Object::getClass)
        .containsAll(List.of(SessionState.class.getPermittedSubclasses()));
    List<Object> events = new ArrayList<>(EVENTS);
    events.add(new Broken(GONE));
    assertThat(events)
        .extracting(Object::getClass)
        .containsAll(List.of(SessionEvent.class.getPermittedSubclasses()));
    assertThat(MOVES.keySet())
        .allSatisfy(
            move -> {
              assertThat(STATES).contains(move.state());
              assertThat(EVENTS).contains(move.event());
            });
  }

  static List<SessionState> states() {
    return STATES;
  }
}
