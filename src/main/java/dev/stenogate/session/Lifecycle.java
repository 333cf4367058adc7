package dev.stenogate.session;

import dev.stenogate.session.SessionState.Connecting;
import dev.stenogate.session.SessionState.Ended;
import dev.stenogate.session.SessionState.Finishing;
import dev.stenogate.session.SessionState.Opening;
import dev.stenogate.session.SessionState.Pursuit;
import dev.stenogate.session.SessionState.Recovering;
import dev.stenogate.session.SessionState.Streaming;
import java.util.List;
import java.util.stream.Stream;

/**
 * The life of a session as one pure function. An event that does not concern a state changes
 * nothing.
 */
final class Lifecycle {
  /** A moment that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  /** The next state, and what has to be done, in order. */
  record Step(SessionState state, List<Effect> effects) {}

  private Lifecycle() {}

  static SessionState initial() {
    return new Opening(Pursuit.NEW, false);
  }

  static Step next(SessionState state, SessionEvent event, SessionLimits limits) {
    if (event instanceof SessionEvent.Broken broken && !(state instanceof Ended)) {
      return end(broken.ending(), null);
    }
    return switch (state) {
      case Opening s -> opening(s, event, limits);
      case Connecting s -> connecting(s, event, limits);
      case Streaming s -> streaming(s, event, limits);
      case Recovering s -> recovering(s, event, limits);
      case Finishing s -> finishing(s, event, limits);
      case Ended s -> stay(s); // Late events race with the end; they change nothing.
    };
  }

  private static Step opening(Opening s, SessionEvent event, SessionLimits limits) {
    Pursuit pursuit = s.pursuit();
    return switch (event) {
      case SessionEvent.Begun _ -> step(s, new Effect.AwaitSlot());
      case SessionEvent.PauseOver _ -> step(s, new Effect.TakeSlot());
      case SessionEvent.SlotGiven e ->
          step(
              new Connecting(
                  pursuit, pursuit.linkDeadlineNanos(e.nowNanos(), limits), s.audioEnded()),
              new Effect.OpenLink());
      case SessionEvent.SlotRefused e when isFinal(pursuit, e) -> end(e.ending(), null);
      case SessionEvent.SlotRefused e when isFull(pursuit, e) ->
          e.forGood() || pursuit.isOver(e.nowNanos())
              ? end(e.ending(), null) // The truth by now, whatever failed before.
              : step(
                  new Opening(pursuit.waited(), s.audioEnded()), new Effect.Pause(pursuit.tries()));
      case SessionEvent.SlotRefused e when e.forGood() || pursuit.isOver(e.nowNanos()) ->
          end(pursuit.ending(), null);
      case SessionEvent.SlotRefused _ ->
          step(new Opening(pursuit.waited(), s.audioEnded()), new Effect.Pause(pursuit.tries()));
      case SessionEvent.AudioEnded _ -> stay(new Opening(pursuit, true));
      case SessionEvent.Ticked e when pursuit.isOver(e.nowNanos()) -> end(pursuit.ending(), null);
      case SessionEvent.LinkReady _,
          SessionEvent.LinkFailed _,
          SessionEvent.LinkOutlived _,
          SessionEvent.LinkProven _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step connecting(Connecting s, SessionEvent event, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.LinkReady _ ->
          step(s.audioEnded() ? new Finishing(0) : new Streaming(0), new Effect.Announce());
      case SessionEvent.LinkFailed e -> refused(s, e.trouble(), e.nowNanos(), limits);
      case SessionEvent.Ticked e when e.nowNanos() - s.deadlineNanos() >= 0 ->
          refused(s, Trouble.connectTimeout(limits.connectNanos()), e.nowNanos(), limits);
      case SessionEvent.AudioEnded _ -> stay(new Connecting(s.pursuit(), s.deadlineNanos(), true));
      case SessionEvent.Begun _,
          SessionEvent.SlotGiven _,
          SessionEvent.SlotRefused _,
          SessionEvent.PauseOver _,
          SessionEvent.LinkOutlived _,
          SessionEvent.LinkProven _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step streaming(Streaming s, SessionEvent event, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.LinkFailed e -> lost(Pursuit.after(s.failures()), false, e, limits);
      case SessionEvent.LinkOutlived e ->
          step(
              new Recovering(
                  Pursuit.after(s.failures()), e.nowNanos() + limits.connectNanos(), false),
              new Effect.RenewLink());
      case SessionEvent.LinkProven _ -> stay(new Streaming(0));
      case SessionEvent.AudioEnded _ -> stay(new Finishing(s.failures()));
      case SessionEvent.Begun _,
          SessionEvent.SlotGiven _,
          SessionEvent.SlotRefused _,
          SessionEvent.PauseOver _,
          SessionEvent.LinkReady _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step recovering(Recovering s, SessionEvent event, SessionLimits limits) {
    Pursuit pursuit = s.pursuit();
    return switch (event) {
      case SessionEvent.PauseOver _ -> step(s, new Effect.TakeSlot());
      case SessionEvent.SlotGiven e ->
          step(
              new Recovering(
                  pursuit, pursuit.linkDeadlineNanos(e.nowNanos(), limits), s.audioEnded()),
              new Effect.OpenLink());
      case SessionEvent.SlotRefused e when pursuit.isOver(e.nowNanos()) ->
          end(pursuit.ending(), null);
      case SessionEvent.SlotRefused _ ->
          tellAndPause(pursuit, pursuit.waited(), s.audioEnded(), List.of());
      case SessionEvent.LinkReady _ ->
          step(
              s.audioEnded()
                  ? new Finishing(pursuit.failures())
                  : new Streaming(pursuit.failures()),
              new Effect.Replay(pursuit.last()));
      case SessionEvent.LinkFailed e -> lost(pursuit, s.audioEnded(), e, limits);
      case SessionEvent.Ticked e when isPassed(s.deadlineNanos(), e.nowNanos()) ->
          lost(
              pursuit,
              s.audioEnded(),
              new SessionEvent.LinkFailed(
                  Trouble.connectTimeout(limits.connectNanos()), e.nowNanos()),
              limits);
      case SessionEvent.Ticked e when s.deadlineNanos() == NEVER && pursuit.isOver(e.nowNanos()) ->
          end(pursuit.ending(), null);
      case SessionEvent.AudioEnded _ -> stay(new Recovering(pursuit, s.deadlineNanos(), true));
      case SessionEvent.Begun _,
          SessionEvent.LinkOutlived _,
          SessionEvent.LinkProven _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step finishing(Finishing s, SessionEvent event, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.LinkFailed e -> lost(Pursuit.after(s.failures()), true, e, limits);
      case SessionEvent.LinkProven _ -> stay(new Finishing(0));
      case SessionEvent.AllFinal _ ->
          step(
              new Ended(new Ending(Outcome.COMPLETED, "")),
              new Effect.LeaveEndpoint(null),
              new Effect.Complete());
      case SessionEvent.Begun _,
          SessionEvent.SlotGiven _,
          SessionEvent.SlotRefused _,
          SessionEvent.PauseOver _,
          SessionEvent.LinkReady _,
          SessionEvent.LinkOutlived _,
          SessionEvent.AudioEnded _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step refused(Connecting s, Trouble trouble, long nowNanos, SessionLimits limits) {
    Pursuit pursuit = s.pursuit().failed(trouble, nowNanos, limits);
    if (pursuit.failures() >= limits.openingLinksMax() || pursuit.isOver(nowNanos)) {
      return end(pursuit.ending(), trouble);
    }
    return step(
        new Opening(pursuit, s.audioEnded()),
        new Effect.LeaveEndpoint(trouble),
        new Effect.Pause(s.pursuit().tries()));
  }

  private static Step lost(
      Pursuit before, boolean audioEnded, SessionEvent.LinkFailed loss, SessionLimits limits) {
    Trouble trouble = loss.trouble();
    Pursuit pursuit = before.failed(trouble, loss.nowNanos(), limits);
    if (pursuit.failures() >= limits.linksMax() || pursuit.isOver(loss.nowNanos())) {
      return end(pursuit.ending(), trouble);
    }
    List<Effect> leave = List.of(new Effect.LeaveEndpoint(trouble));
    return before.last() == null
        ? pause(before, pursuit, audioEnded, leave)
        : tellAndPause(before, pursuit.asTold(), audioEnded, leave);
  }

  /** The caller is told of the wait once, when the first try did not end it. */
  private static Step tellAndPause(
      Pursuit before, Pursuit pursuit, boolean audioEnded, List<Effect> first) {
    List<Effect> effects =
        before.told()
            ? first
            : Stream.concat(first.stream(), Stream.of(new Effect.TellWaiting())).toList();
    return pause(before, pursuit, audioEnded, effects);
  }

  private static Step pause(
      Pursuit before, Pursuit pursuit, boolean audioEnded, List<Effect> first) {
    return new Step(
        new Recovering(pursuit, NEVER, audioEnded),
        Stream.concat(first.stream(), Stream.of(new Effect.Pause(before.tries()))).toList());
  }

  /** Whether waiting cannot help a call that opens: nothing failed that may pass. */
  private static boolean isFinal(Pursuit pursuit, SessionEvent.SlotRefused refusal) {
    return pursuit.last() == null || (!refusal.forGood() && pursuit.cause().isConfiguration());
  }

  /** Whether all that is wrong by now is that others have the slots. */
  private static boolean isFull(Pursuit pursuit, SessionEvent.SlotRefused refusal) {
    return refusal.ending().outcome() == Outcome.POOL_FULL && !pursuit.cause().isConfiguration();
  }

  private static boolean isPassed(long deadlineNanos, long nowNanos) {
    return deadlineNanos != NEVER && nowNanos - deadlineNanos >= 0;
  }

  /**
   * @param blamed what the endpoint did; null where it is not to blame
   */
  private static Step end(Ending ending, Trouble blamed) {
    return step(new Ended(ending), new Effect.LeaveEndpoint(blamed), new Effect.Fail(ending));
  }

  private static Step stay(SessionState state) {
    return new Step(state, List.of());
  }

  private static Step step(SessionState state, Effect... effects) {
    return new Step(state, List.of(effects));
  }
}
