package dev.stenogate.client;

import dev.stenogate.v1.Completed;
import dev.stenogate.v1.GoAway;
import dev.stenogate.v1.Resume;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One transcription over any number of calls: {@link Event}s in, {@link Decision}s out. Does no I/O
 * and reads no clock; used by one thread at a time.
 *
 * <pre>
 *            ┌──────────────── lost, or left after go_away ───────────────┐
 *            ▼                                                            │
 * Begun ─▶ waits ──{@link Decision.Dial}──▶ {@link Dialled} ──Queued*, Started──▶ sends what is kept, then what is read
 *            │                    │                                       │
 *            └── enough tried ────┴─────────▶ over ◀────── completed ─────┘
 * </pre>
 *
 * <ul>
 *   <li>Audio is kept until it is final, and sent again after a loss ({@link AudioFlow}).
 *   <li>A final is delivered once ({@link Transcribed}).
 *   <li>Calls go round the addresses, with waits and an end ({@link Redial}, {@link Loss}).
 * </ul>
 */
final class Continuation {
  /** A replica that goes is left so long before it does. */
  private static final long LEAVE_EARLY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What a server may take longer than the wait that it was asked for. */
  private static final long QUEUED_SLACK_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What a server may say about time to wait or time left. */
  private static final Duration WAIT_MAX = Duration.ofDays(1);

  /**
   * @param start the session as asked for, without {@code resume}
   * @param bytesPerSecond of the audio
   * @param messageBytes most that one read gives
   * @param addresses how many there are
   * @param deadlineNanos when the whole must be over
   */
  record Plan(
      Start start,
      int bytesPerSecond,
      int messageBytes,
      int addresses,
      ReconnectLimits limits,
      OptionalLong deadlineNanos) {}

  private final Plan plan;
  private final AudioClock clock;
  private final Redial redial;
  private final Transcribed transcribed;
  private final AudioFlow audio;
  private final List<Decision> decisions = new ArrayList<>();

  private int dials;
  private Dialled call; // Null while there is none.
  private OptionalLong dialAtNanos = OptionalLong.empty();
  private boolean begun;
  private boolean over;
  private Optional<Completed> completed = Optional.empty();
  private Optional<TranscriptionFailure> lastFailure = Optional.empty();

  Continuation(Plan plan, RandomGenerator chance, long nowNanos) {
    this.plan = plan;
    this.clock = new AudioClock(plan.bytesPerSecond());
    this.transcribed = new Transcribed(clock);
    this.redial = new Redial(plan.limits(), plan.addresses(), chance, nowNanos);
    var keptMillisMax = plan.limits().keptAudioMax().toMillis();
    this.audio = new AudioFlow(plan.messageBytes(), keptMillisMax * plan.bytesPerSecond() / 1_000);
  }

  /** What to do now. After {@link Decision.Complete} or {@link Decision.Fail}: nothing. */
  List<Decision> on(Event event, long nowNanos) {
    if (over) {
      return List.of();
    }
    switch (event) {
      case Event.Begun() -> dialAtNanos = OptionalLong.of(nowNanos);
      case Event.AudioRead(var message) -> audio.read(message);
      case Event.SourceEnded() -> audio.sourceEnded();
      case Event.Stopped() -> audio.sourceEnded();
      case Event.Woken() -> {} // What is due is done below.
      case Event.Abandoned(var why) -> fail(why);
      case Event.Writable(var dial) -> {
        if (isCurrent(dial)) {
          call.writable = true;
        }
      }
      case Event.Response(var dial, var response) -> {
        if (isCurrent(dial)) {
          received(response, nowNanos);
        }
      }
      case Event.Ended(var dial, var failure) -> {
        if (isCurrent(dial)) {
          ended(failure, nowNanos);
        }
      }
    }
    doWhatIsDue(nowNanos);
    if (!over && completed.isEmpty()) {
      audio.exchange(call, nowNanos, decisions);
    }
    var decided = List.copyOf(decisions);
    decisions.clear();
    return decided;
  }

  /** When {@link Event.Woken} is wanted if nothing else happens; asked for after each event. */
  OptionalLong wakeAtNanos() {
    if (over) {
      return OptionalLong.empty();
    }
    var wake = Moments.sooner(plan.deadlineNanos(), dialAtNanos);
    if (call != null && completed.isEmpty()) {
      wake = Moments.sooner(wake, call.leaveAtNanos);
      wake = Moments.sooner(wake, AudioFlow.heartbeatAtNanos(call));
      if (redial.givenUpAtNanos().isPresent()) {
        wake =
            Moments.sooner(
                wake,
                call.startedAtNanos.isPresent()
                    ? OptionalLong.of(
                        call.startedAtNanos.getAsLong() + plan.limits().progressAfter().toNanos())
                    : givenUpAtNanos());
      }
    }
    return wake;
  }

  /** How much audio is kept now, in bytes. */
  long keptBytes() {
    return audio.keptBytes();
  }

  private void received(TranscribeResponse response, long nowNanos) {
    switch (response.getResponseCase()) {
      case STARTED -> {
        if (!begun) {
          redial.progressed();
        }
        begun = true;
        call.startedAtNanos = OptionalLong.of(nowNanos);
        transcribed.tokenReceived(response.getStarted().getResumeToken());
        deliver(response);
      }
      case SEGMENT -> segment(response.getSegment(), nowNanos);
      case PROGRESS -> {
        if (transcribed.take(response.getProgress())) {
          redial.progressed();
          audio.release(transcribed.finalBytes());
        }
        deliver(response);
        if (call.leaveAtNanos.isPresent()) {
          leaveBetweenSegments(nowNanos);
        }
      }
      case GO_AWAY -> {
        deliver(response);
        goAway(response.getGoAway(), nowNanos);
      }
      case COMPLETED -> {
        completed = Optional.of(response.getCompleted());
        deliver(response);
      }
      case QUEUED -> {
        if (call.queuedUntilNanos.isEmpty()) {
          call.queuedUntilNanos = OptionalLong.of(nowNanos + maxWaitNanos() + QUEUED_SLACK_NANOS);
        }
        deliver(response);
      }
      case SPEECH_EVENT, FLUSHED, NOTICE, RESPONSE_NOT_SET -> deliver(response);
    }
  }

  private void segment(Segment segment, long nowNanos) {
    if (transcribed.isKnown(segment)) {
      decisions.add(new Decision.Skip(call.number));
    } else if (transcribed.isGap(segment)) {
      fail(
          TranscriptionFailure.protocol(
              "segment %d is final, but %d is not (expected: no gaps)"
                  .formatted(segment.getSegmentId(), transcribed.nextSegmentId())));
    } else {
      deliver(transcribed.take(segment));
      if (segment.getIsFinal()) {
        redial.progressed();
        audio.release(transcribed.finalBytes());
        if (call.leaveAtNanos.isPresent() && !call.halfClosed) {
          leave(nowNanos);
        }
      }
    }
  }

  private void goAway(GoAway goAway, long nowNanos) {
    transcribed.tokenReceived(goAway.getResumeToken());
    if (!redial.hasOther()) {
      return; // Where there is nowhere else to go, the time that is left is worth having.
    }
    var left = Duration.ofSeconds(goAway.getTimeLeft().getSeconds());
    var leftNanos = bounded(left).toNanos() + Math.max(0, goAway.getTimeLeft().getNanos());
    call.leaveAtNanos = OptionalLong.of(nowNanos + Math.max(0, leftNanos - LEAVE_EARLY_NANOS));
    leaveBetweenSegments(nowNanos);
  }

  /** A call that only finishes has no better moment than its end. */
  private void leaveBetweenSegments(long nowNanos) {
    if (!call.halfClosed && transcribed.isBetweenSegments()) {
      leave(nowNanos);
    }
  }

  private void leave(long nowNanos) {
    call.leaveAtNanos = OptionalLong.empty();
    if (call.halfClosed || !canGoOn()) {
      return; // Until the server ends it; there may yet be a final, or all of them.
    }
    var at = redial.afterGoAway(nowNanos);
    if (at.isPresent()) {
      decisions.add(new Decision.Cancel(call.number));
      goOn(Optional.empty(), at);
    }
  }

  private void ended(Optional<TranscriptionFailure> failure, long nowNanos) {
    if (completed.isPresent()) {
      over = true;
      decisions.add(new Decision.Complete(completed.get()));
    } else if (failure.isPresent()) {
      lost(failure.get(), nowNanos);
    } else {
      call = null;
      fail(TranscriptionFailure.protocol("the call ended with OK but without 'completed'"));
    }
  }

  private void lost(TranscriptionFailure failure, long nowNanos) {
    countAsProgressIfItLived(nowNanos);
    call = null;
    lastFailure = Optional.of(failure);
    var at = canGoOn() ? redialAt(failure, nowNanos) : OptionalLong.empty();
    if (at.isPresent()) {
      goOn(lastFailure, at);
    } else {
      fail(failure);
    }
  }

  private OptionalLong redialAt(TranscriptionFailure failure, long nowNanos) {
    var loss = Loss.of(failure);
    if (loss == Loss.FINAL) {
      return OptionalLong.empty();
    }
    if (!begun && loss != Loss.DRAINED) {
      return loss != Loss.REFUSED && redial.triesAnotherAtFirst()
          ? OptionalLong.of(nowNanos)
          : OptionalLong.empty();
    }
    var retryAfter = failure.retryAfter().map(wait -> bounded(wait).toNanos());
    return redial.afterLoss(
        loss,
        retryAfter.isPresent() ? OptionalLong.of(retryAfter.get()) : OptionalLong.empty(),
        nowNanos);
  }

  /** Without a token a session can only begin again, and only if nothing of it is final. */
  private boolean canGoOn() {
    return !transcribed.token().isEmpty()
        || (transcribed.nextSegmentId() == 0 && audio.startBytes() == 0);
  }

  private void goOn(Optional<TranscriptionFailure> cause, OptionalLong atNanos) {
    call = null;
    audio.callLost();
    transcribed.callLost();
    dialAtNanos = atNanos;
    decisions.add(new Decision.Tell(cause, audio.startBytes(), redial.address()));
  }

  private void doWhatIsDue(long nowNanos) {
    if (over) {
      return;
    }
    if (Moments.isDue(plan.deadlineNanos(), nowNanos)) {
      fail(
          TranscriptionFailure.local(
              Status.Code.DEADLINE_EXCEEDED, "not over within the deadline of the whole"));
      return;
    }
    if (call != null && completed.isEmpty()) {
      countAsProgressIfItLived(nowNanos);
      if (Moments.isDue(call.leaveAtNanos, nowNanos)) {
        leave(nowNanos);
      } else if (call.startedAtNanos.isEmpty() && Moments.isDue(givenUpAtNanos(), nowNanos)) {
        fail(
            lastFailure.orElseGet(
                () ->
                    TranscriptionFailure.local(
                        Status.Code.UNAVAILABLE, "nobody takes the session over")));
        return;
      }
    }
    if (Moments.isDue(dialAtNanos, nowNanos)) {
      dial(nowNanos);
    }
  }

  /** A call that waits for a slot is not one that nobody takes over. */
  private OptionalLong givenUpAtNanos() {
    var hoped = redial.givenUpAtNanos();
    return hoped.isPresent() && call.queuedUntilNanos.isPresent()
        ? OptionalLong.of(Moments.later(hoped.getAsLong(), call.queuedUntilNanos.getAsLong()))
        : hoped;
  }

  private long maxWaitNanos() {
    var asked = plan.start().getMaxWait();
    return bounded(Duration.ofSeconds(asked.getSeconds())).toNanos()
        + Math.max(0, asked.getNanos());
  }

  private void countAsProgressIfItLived(long nowNanos) {
    if (redial.givenUpAtNanos().isPresent()
        && call.startedAtNanos.isPresent()
        && nowNanos - call.startedAtNanos.getAsLong() >= plan.limits().progressAfter().toNanos()) {
      redial.progressed();
    }
  }

  private void dial(long nowNanos) {
    dialAtNanos = OptionalLong.empty();
    call = new Dialled(dials++, nowNanos);
    var start = plan.start();
    if (!transcribed.token().isEmpty()) {
      var resume =
          Resume.newBuilder()
              .setToken(transcribed.token())
              .setAudioOffset(clock.offsetOf(audio.startBytes()));
      start = start.toBuilder().setResume(resume).build();
    }
    decisions.add(new Decision.Dial(call.number, redial.address(), start));
  }

  private void deliver(TranscribeResponse response) {
    decisions.add(new Decision.Deliver(call.number, response));
  }

  private void fail(Throwable why) {
    over = true;
    if (call != null) {
      decisions.add(new Decision.Cancel(call.number));
      call = null;
    }
    decisions.add(new Decision.Fail(why));
  }

  private boolean isCurrent(int dial) {
    return call != null && call.number == dial;
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
  }
}
