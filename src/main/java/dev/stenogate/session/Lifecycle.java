package dev.stenogate.session;

import dev.stenogate.session.SessionState.Connecting;
import dev.stenogate.session.SessionState.Ended;
import dev.stenogate.session.SessionState.Finishing;
import dev.stenogate.session.SessionState.Opening;
import dev.stenogate.session.SessionState.Recovering;
import dev.stenogate.session.SessionState.Streaming;
import java.util.List;

/**
 * The life of a session as one pure function. An event that does not concern a state changes
 * nothing.
 */
final class Lifecycle {
  /** A deadline that never passes, while no link is being opened. */
  static final long NEVER = Long.MAX_VALUE;

  /** The next state, and what has to be done, in order. */
  record Step(SessionState state, List<Effect> effects) {}

  private Lifecycle() {}

  static SessionState initial() {
    return new Opening(1, null, false);
  }

  static Step next(SessionState state, SessionEvent event, SessionLimits limits) {
    if (event instanceof SessionEvent.Broken broken && !(state instanceof Ended)) {
      return end(broken.ending());
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
    return switch (event) {
      case SessionEvent.Begun _ -> step(s, new Effect.TakeSlot());
      case SessionEvent.SlotGiven e ->
          step(
              new Connecting(s.attempt(), e.nowNanos() + limits.connectNanos(), s.audioEnded()),
              new Effect.OpenLink());
      case SessionEvent.SlotRefused e -> end(s.last() == null ? e.ending() : s.last().ending());
      case SessionEvent.AudioEnded _ -> stay(new Opening(s.attempt(), s.last(), true));
      case SessionEvent.LinkReady _,
          SessionEvent.LinkFailed _,
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
      case SessionEvent.LinkFailed e -> refused(s, e.trouble(), limits);
      case SessionEvent.Ticked e when e.nowNanos() - s.deadlineNanos() >= 0 ->
          refused(s, Trouble.connectTimeout(limits.connectNanos()), limits);
      case SessionEvent.AudioEnded _ -> stay(new Connecting(s.attempt(), s.deadlineNanos(), true));
      case SessionEvent.Begun _,
          SessionEvent.SlotGiven _,
          SessionEvent.SlotRefused _,
          SessionEvent.LinkProven _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step streaming(Streaming s, SessionEvent event, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.LinkFailed e -> lost(s.failures() + 1, e.trouble(), false, limits);
      case SessionEvent.LinkProven _ -> stay(new Streaming(0));
      case SessionEvent.AudioEnded _ -> stay(new Finishing(s.failures()));
      case SessionEvent.Begun _,
          SessionEvent.SlotGiven _,
          SessionEvent.SlotRefused _,
          SessionEvent.LinkReady _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step recovering(Recovering s, SessionEvent event, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.SlotGiven e ->
          step(
              new Recovering(
                  s.failures(), s.last(), e.nowNanos() + limits.connectNanos(), s.audioEnded()),
              new Effect.OpenLink());
      case SessionEvent.SlotRefused e -> end(s.last().ending());
      case SessionEvent.LinkReady _ ->
          step(
              s.audioEnded() ? new Finishing(s.failures()) : new Streaming(s.failures()),
              new Effect.Replay());
      case SessionEvent.LinkFailed e -> lost(s.failures() + 1, e.trouble(), s.audioEnded(), limits);
      case SessionEvent.Ticked e
          when s.deadlineNanos() != NEVER && e.nowNanos() - s.deadlineNanos() >= 0 ->
          lost(
              s.failures() + 1,
              Trouble.connectTimeout(limits.connectNanos()),
              s.audioEnded(),
              limits);
      case SessionEvent.AudioEnded _ ->
          stay(new Recovering(s.failures(), s.last(), s.deadlineNanos(), true));
      case SessionEvent.Begun _,
          SessionEvent.LinkProven _,
          SessionEvent.AllFinal _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step finishing(Finishing s, SessionEvent event, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.LinkFailed e -> lost(s.failures() + 1, e.trouble(), true, limits);
      case SessionEvent.LinkProven _ -> stay(new Finishing(0));
      case SessionEvent.AllFinal _ ->
          step(
              new Ended(new Ending(Outcome.COMPLETED, "")),
              new Effect.LeaveEndpoint(null),
              new Effect.Complete());
      case SessionEvent.Begun _,
          SessionEvent.SlotGiven _,
          SessionEvent.SlotRefused _,
          SessionEvent.LinkReady _,
          SessionEvent.AudioEnded _,
          SessionEvent.Ticked _,
          SessionEvent.Broken _ ->
          stay(s);
    };
  }

  private static Step refused(Connecting s, Trouble trouble, SessionLimits limits) {
    if (s.attempt() >= limits.linksMax()) {
      return step(
          new Ended(trouble.ending()),
          new Effect.LeaveEndpoint(trouble),
          new Effect.Fail(trouble.ending()));
    }
    return step(
        new Opening(s.attempt() + 1, trouble, s.audioEnded()),
        new Effect.LeaveEndpoint(trouble),
        new Effect.TakeSlot());
  }

  private static Step lost(
      int failures, Trouble trouble, boolean audioEnded, SessionLimits limits) {
    if (failures >= limits.linksMax()) {
      return step(
          new Ended(trouble.ending()),
          new Effect.LeaveEndpoint(trouble),
          new Effect.Fail(trouble.ending()));
    }
    return step(
        new Recovering(failures, trouble, NEVER, audioEnded),
        new Effect.LeaveEndpoint(trouble),
        new Effect.TakeSlot());
  }

  private static Step end(Ending ending) {
    return step(new Ended(ending), new Effect.LeaveEndpoint(null), new Effect.Fail(ending));
  }

  private static Step stay(SessionState state) {
    return new Step(state, List.of());
  }

  private static Step step(SessionState state, Effect... effects) {
    return new Step(state, List.of(effects));
  }
}
