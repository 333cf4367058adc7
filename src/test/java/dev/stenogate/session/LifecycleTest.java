package dev.stenogate.session;

import static dev.stenogate.session.Lifecycle.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.SessionEvent.AllFinal;
import dev.stenogate.session.SessionEvent.AudioEnded;
import dev.stenogate.session.SessionEvent.Begun;
import dev.stenogate.session.SessionEvent.Broken;
import dev.stenogate.session.SessionEvent.LinkFailed;
import dev.stenogate.session.SessionEvent.LinkProven;
import dev.stenogate.session.SessionEvent.LinkReady;
import dev.stenogate.session.SessionEvent.SlotGiven;
import dev.stenogate.session.SessionEvent.SlotRefused;
import dev.stenogate.session.SessionEvent.Ticked;
import dev.stenogate.session.SessionState.Connecting;
import dev.stenogate.session.SessionState.Ended;
import dev.stenogate.session.SessionState.Finishing;
import dev.stenogate.session.SessionState.Opening;
import dev.stenogate.session.SessionState.Recovering;
import dev.stenogate.session.SessionState.Streaming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of the life of a session, with links that may fail twice and 10 ns to connect. What the
 * table does not list changes nothing.
 */
class LifecycleTest {
  private static final long CONNECT_NANOS = 10;
  private static final SessionLimits LIMITS = new SessionLimits(CONNECT_NANOS, 3, 1, 1, 1, 1, 1, 1);

  private static final Trouble EARLIER = new Trouble("refused", false, "503 at first");
  private static final Trouble LOST = new Trouble("lost", false, "reset");
  private static final Trouble DENIED = new Trouble("denied", true, "403");
  private static final Trouble TIMEOUT = Trouble.connectTimeout(CONNECT_NANOS);
  private static final Ending FULL = new Ending(Outcome.POOL_FULL, "all 2 slots are taken");
  private static final Ending GONE = new Ending(Outcome.CALLER_CANCELLED, "gone");

  private static final SessionState OPENING = new Opening(1, null, false);
  private static final SessionState OPENING_AGAIN = new Opening(2, EARLIER, true);
  private static final SessionState CONNECTING = new Connecting(1, 100, false);
  private static final SessionState CONNECTING_LATER = new Connecting(2, 100, true);
  private static final SessionState CONNECTING_LAST = new Connecting(3, 100, false);
  private static final SessionState STREAMING = new Streaming(0);
  private static final SessionState STREAMING_WORN = new Streaming(2);
  private static final SessionState RECOVERING = new Recovering(1, EARLIER, NEVER, false);
  private static final SessionState RECONNECTING = new Recovering(1, EARLIER, 100, true);
  private static final SessionState RECONNECTING_LAST = new Recovering(2, EARLIER, 100, false);
  private static final SessionState FINISHING = new Finishing(1);
  private static final SessionState FINISHING_WORN = new Finishing(2);
  private static final SessionState ENDED = new Ended(GONE);

  private static final List<SessionState> STATES =
      List.of(
          OPENING,
          OPENING_AGAIN,
          CONNECTING,
          CONNECTING_LATER,
          CONNECTING_LAST,
          STREAMING,
          STREAMING_WORN,
          RECOVERING,
          RECONNECTING,
          RECONNECTING_LAST,
          FINISHING,
          FINISHING_WORN,
          ENDED);

  private static final SessionEvent EARLY = new Ticked(99);
  private static final SessionEvent LATE = new Ticked(100);
  private static final SessionEvent SLOT = new SlotGiven(90);
  private static final SessionEvent NO_SLOT = new SlotRefused(FULL);
  private static final SessionEvent FAILED = new LinkFailed(LOST);
  private static final SessionEvent REFUSED_FOR_GOOD = new LinkFailed(DENIED);

  private static final List<SessionEvent> EVENTS =
      List.of(
          new Begun(),
          SLOT,
          NO_SLOT,
          new LinkReady(),
          FAILED,
          REFUSED_FOR_GOOD,
          new LinkProven(),
          new AudioEnded(),
          new AllFinal(),
          EARLY,
          LATE);

  private static final Effect TAKE_SLOT = new Effect.TakeSlot();
  private static final Effect OPEN_LINK = new Effect.OpenLink();
  private static final Effect ANNOUNCE = new Effect.Announce();
  private static final Effect REPLAY = new Effect.Replay();

  private record Case(SessionState state, SessionEvent event) {}

  private static final Map<Case, Lifecycle.Step> MOVES = new LinkedHashMap<>();

  static {
    on(OPENING, new Begun(), OPENING, TAKE_SLOT);
    on(OPENING, SLOT, CONNECTING, OPEN_LINK);
    on(OPENING, NO_SLOT, new Ended(FULL), leave(null), fail(FULL));
    on(OPENING, new AudioEnded(), new Opening(1, null, true));
    on(OPENING_AGAIN, new Begun(), OPENING_AGAIN, TAKE_SLOT);
    on(OPENING_AGAIN, SLOT, CONNECTING_LATER, OPEN_LINK);
    // The first refusal says more than that no other endpoint is left.
    ends(OPENING_AGAIN, NO_SLOT, EARLIER.ending(), null);

    on(CONNECTING, new LinkReady(), STREAMING, ANNOUNCE);
    on(CONNECTING, FAILED, new Opening(2, LOST, false), leave(LOST), TAKE_SLOT);
    on(CONNECTING, REFUSED_FOR_GOOD, new Opening(2, DENIED, false), leave(DENIED), TAKE_SLOT);
    on(CONNECTING, LATE, new Opening(2, TIMEOUT, false), leave(TIMEOUT), TAKE_SLOT);
    on(CONNECTING, new AudioEnded(), new Connecting(1, 100, true));
    on(CONNECTING_LATER, new LinkReady(), new Finishing(0), ANNOUNCE);
    on(CONNECTING_LATER, FAILED, new Opening(3, LOST, true), leave(LOST), TAKE_SLOT);
    on(CONNECTING_LATER, REFUSED_FOR_GOOD, new Opening(3, DENIED, true), leave(DENIED), TAKE_SLOT);
    on(CONNECTING_LATER, LATE, new Opening(3, TIMEOUT, true), leave(TIMEOUT), TAKE_SLOT);
    on(CONNECTING_LAST, new LinkReady(), STREAMING, ANNOUNCE);
    on(CONNECTING_LAST, new AudioEnded(), new Connecting(3, 100, true));
    ends(CONNECTING_LAST, FAILED, LOST.ending(), LOST);
    ends(CONNECTING_LAST, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);
    ends(CONNECTING_LAST, LATE, TIMEOUT.ending(), TIMEOUT);

    recovers(STREAMING, FAILED, 1, LOST, false);
    recovers(STREAMING, REFUSED_FOR_GOOD, 1, DENIED, false);
    on(STREAMING, new AudioEnded(), new Finishing(0));
    on(STREAMING_WORN, new LinkProven(), STREAMING);
    on(STREAMING_WORN, new AudioEnded(), FINISHING_WORN);
    ends(STREAMING_WORN, FAILED, LOST.ending(), LOST);
    ends(STREAMING_WORN, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);

    on(RECOVERING, SLOT, new Recovering(1, EARLIER, 100, false), OPEN_LINK);
    ends(RECOVERING, NO_SLOT, EARLIER.ending(), null);
    on(RECOVERING, new LinkReady(), new Streaming(1), REPLAY);
    recovers(RECOVERING, FAILED, 2, LOST, false);
    recovers(RECOVERING, REFUSED_FOR_GOOD, 2, DENIED, false);
    on(RECOVERING, new AudioEnded(), new Recovering(1, EARLIER, NEVER, true));
    on(RECONNECTING, SLOT, RECONNECTING, OPEN_LINK);
    ends(RECONNECTING, NO_SLOT, EARLIER.ending(), null);
    on(RECONNECTING, new LinkReady(), FINISHING, REPLAY);
    recovers(RECONNECTING, FAILED, 2, LOST, true);
    recovers(RECONNECTING, REFUSED_FOR_GOOD, 2, DENIED, true);
    recovers(RECONNECTING, LATE, 2, TIMEOUT, true);
    on(RECONNECTING_LAST, SLOT, RECONNECTING_LAST, OPEN_LINK);
    ends(RECONNECTING_LAST, NO_SLOT, EARLIER.ending(), null);
    on(RECONNECTING_LAST, new LinkReady(), STREAMING_WORN, REPLAY);
    on(RECONNECTING_LAST, new AudioEnded(), new Recovering(2, EARLIER, 100, true));
    ends(RECONNECTING_LAST, FAILED, LOST.ending(), LOST);
    ends(RECONNECTING_LAST, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);
    ends(RECONNECTING_LAST, LATE, TIMEOUT.ending(), TIMEOUT);

    recovers(FINISHING, FAILED, 2, LOST, true);
    recovers(FINISHING, REFUSED_FOR_GOOD, 2, DENIED, true);
    on(FINISHING, new LinkProven(), new Finishing(0));
    completes(FINISHING);
    on(FINISHING_WORN, new LinkProven(), new Finishing(0));
    ends(FINISHING_WORN, FAILED, LOST.ending(), LOST);
    ends(FINISHING_WORN, REFUSED_FOR_GOOD, DENIED.ending(), DENIED);
    completes(FINISHING_WORN);
  }

  private static void on(
      SessionState state, SessionEvent event, SessionState next, Effect... effects) {
    MOVES.put(new Case(state, event), new Lifecycle.Step(next, List.of(effects)));
  }

  private static void recovers(
      SessionState state, SessionEvent event, int failures, Trouble trouble, boolean audioEnded) {
    SessionState next = new Recovering(failures, trouble, NEVER, audioEnded);
    on(state, event, next, leave(trouble), TAKE_SLOT);
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
      assertThat(Lifecycle.next(RECOVERING, new Ticked(now), LIMITS))
          .isEqualTo(new Lifecycle.Step(RECOVERING, List.of()));
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
