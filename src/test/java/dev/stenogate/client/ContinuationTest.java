package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.stenogate.v1.GoAway;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.Started;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 1,000 bytes are a second, 100 a message; decisions are told by short names. */
class ContinuationTest {
  private static final ReconnectLimits LIMITS =
      new ReconnectLimits(
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          20,
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));

  /** A clock may run over at any time: this one 50 ms after the beginning. */
  private static final long BEGIN_NANOS = Long.MAX_VALUE - 50_000_000;

  private long now = BEGIN_NANOS;
  private Continuation continuation = continuation(1, OptionalLong.empty());
  private Start lastStart = Start.getDefaultInstance();
  private Throwable failure;

  @Test
  void audioIsReadOnlyWhenTheCallTakesItAndSentBeforeMoreIsRead() {
    assertThat(on(new Event.Begun())).containsExactly("dial 0");
    assertThat(on(new Event.Writable(0))).containsExactly("read");
    assertThat(on(audio())).containsExactly("send 0");
    assertThat(on(new Event.Writable(0))).containsExactly("read");
    assertThat(on(new Event.SourceEnded())).containsExactly("half-close 0");
    assertThat(on(response(0, Responses.completed()))).containsExactly("deliver");
    assertThat(on(new Event.Ended(0, Optional.empty()))).containsExactly("complete");
    assertThat(on(new Event.Writable(0))).isEmpty();
  }

  @Test
  void aLostCallSendsAgainWhatIsNotFinalAndThenGoesOn() {
    startAndSend(3);
    on(finalSegment(0, 150)); // The second message is final only in part.
    assertThat(on(lost(0, unavailable()))).containsExactly("tell 100", "read");
    assertThat(wake()).containsExactly("dial 1");
    assertThat(lastStart.getResume().getToken()).isEqualTo("t0");
    assertThat(lastStart.getResume().getAudioOffset()).isEqualTo(Responses.millis(100));
    assertThat(on(new Event.Writable(1))).containsExactly("send 1");
    assertThat(on(audio())).containsExactly("read"); // It catches up, and hears the microphone.
    assertThat(on(new Event.Writable(1))).containsExactly("send 1");
    assertThat(on(new Event.SourceEnded())).isEmpty();
    assertThat(on(new Event.Writable(1))).containsExactly("send 1", "half-close 1");
  }

  @Test
  void beforeTheFirstFinalTheTokenOfStartedResumes() {
    startAndSend(1);
    on(lost(0, unavailable()));
    wake();

    assertThat(lastStart.getResume().getToken()).isEqualTo("begin");
    assertThat(lastStart.getResume().getAudioOffset()).isEqualTo(Responses.millis(0));
  }

  @Test
  void whatALostCallStillSaysChangesNothing() {
    startAndSend(1);
    on(lost(0, unavailable()));

    assertThat(on(finalSegment(0, 100))).isEmpty();
    assertThat(on(lost(0, unavailable()))).isEmpty();
    assertThat(on(new Event.Writable(0))).isEmpty();
    wake();
    assertThat(lastStart.getResume().getToken()).isEqualTo("begin");
  }

  @Test
  void aFinalThatComesTwiceIsToldOnce() {
    startAndSend(3);
    on(finalSegment(0, 100));
    on(lost(0, unavailable()));
    wake();

    assertThat(on(response(1, finalResponse(0, 100)))).containsExactly("skip 1");
    assertThat(on(response(1, Responses.partial(0, "late")))).containsExactly("skip 1");
    assertThat(on(response(1, finalResponse(1, 200)))).containsExactly("deliver");
  }

  @Test
  void aMissingFinalEndsItAsAFaultOfTheServer() {
    startAndSend(1);

    assertThat(on(finalSegment(1, 100))).containsExactly("cancel 0", "fail");
    assertThat(failure).hasMessageContaining("segment 1 is final, but 0 is not");
  }

  @Test
  void revisionsGoOnOverCalls() {
    startAndSend(1);
    on(response(0, partial(0, 2)));
    on(lost(0, unavailable()));
    wake();

    assertThat(told(response(1, partial(0, 0))).getRevision()).isEqualTo(3);
    assertThat(told(response(1, partial(0, 1))).getRevision()).isEqualTo(4);
    assertThat(told(response(1, finalResponse(0, 100))).getRevision()).isEqualTo(3);
    assertThat(told(response(1, partial(1, 0))).getRevision()).isZero();
  }

  @Test
  void theSourceIsNotReadOnWhenTheBoundIsReachedUntilSomethingIsFinal() {
    startAndSend(10);

    assertThat(on(new Event.Writable(0))).isEmpty();
    assertThat(on(progress(0, 1_000, 90))).containsExactly("deliver");
    assertThat(on(progress(0, 1_000, 100))).containsExactly("deliver", "read");
    assertThat(continuation.keptBytes()).isEqualTo(900);
  }

  @Test
  void silenceIsNoReasonToBeTakenForDead() {
    startAndSend(1);
    on(new Event.Writable(0));

    assertThat(wake()).containsExactly("heartbeat 0");
    assertThat(now - BEGIN_NANOS).isEqualTo(TimeUnit.SECONDS.toNanos(15));
    assertThat(continuation.wakeAtNanos()).isEmpty(); // Until the call takes more.
    on(new Event.Writable(0));
    assertThat(wake()).containsExactly("heartbeat 0");
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        arguments(Status.UNAVAILABLE.asRuntimeException(), true),
        arguments(Status.INTERNAL.withDescription("RST_STREAM").asRuntimeException(), true),
        arguments(Status.UNKNOWN.asRuntimeException(), true),
        arguments(Status.CANCELLED.asRuntimeException(), true),
        arguments(Responses.refusal(Code.UNAVAILABLE, "DRAINED"), true),
        arguments(Responses.refusal(Code.UNAVAILABLE, "UPSTREAM_LOST"), true),
        arguments(Responses.refusal(Code.UNAVAILABLE, "POOL_UNAVAILABLE"), true),
        arguments(Responses.refusal(Code.RESOURCE_EXHAUSTED, "POOL_FULL"), true),
        arguments(Responses.refusal(Code.RESOURCE_EXHAUSTED, "TENANT_LIMIT"), true),
        arguments(Responses.refusalForGood(Code.RESOURCE_EXHAUSTED, "TENANT_LIMIT"), false),
        arguments(Responses.refusal(Code.UNAUTHENTICATED, "CREDENTIAL_REVOKED"), false),
        arguments(Responses.refusal(Code.INTERNAL, "UPSTREAM_MISCONFIGURED"), false),
        arguments(Responses.refusal(Code.DEADLINE_EXCEEDED, "SESSION_IDLE"), false),
        arguments(Responses.refusal(Code.FAILED_PRECONDITION, "RESUME_TOKEN_EXPIRED"), false),
        arguments(Status.UNAUTHENTICATED.asRuntimeException(), false),
        arguments(Status.DEADLINE_EXCEEDED.asRuntimeException(), false));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void onlyAnEndingThatPassesIsTriedAgain(RuntimeException error, boolean isTriedAgain) {
    startAndSend(1);

    var decisions = on(lost(0, TranscriptionFailure.of(error)));
    assertThat(decisions).first().isEqualTo(isTriedAgain ? "tell 0" : "fail");
  }

  @Test
  void aFirstCallThatIsRefusedFailsAtOnce() {
    continuation = continuation(3, OptionalLong.empty());
    on(new Event.Begun());

    assertThat(
            on(
                lost(
                    0,
                    TranscriptionFailure.of(
                        Responses.refusal(Code.RESOURCE_EXHAUSTED, "POOL_FULL")))))
        .containsExactly("fail");
  }

  @Test
  void whereNobodyListensEveryAddressIsTriedOnceAndAtOnce() {
    continuation = continuation(3, OptionalLong.empty());
    on(new Event.Begun());

    assertThat(on(lost(0, unavailable()))).containsExactly("tell 0", "dial 1");
    assertThat(on(lost(1, unavailable()))).containsExactly("tell 0", "dial 2");
    assertThat(on(lost(2, unavailable()))).containsExactly("fail");
  }

  @Test
  void theServerSaysWhenToComeBack() {
    startAndSend(1);
    on(lost(0, TranscriptionFailure.of(Responses.refusal(Code.UNAVAILABLE, "UPSTREAM_LOST"))));

    wake();
    assertThat(now - BEGIN_NANOS).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(7));
  }

  @Test
  void anotherAddressIsTriedAtOnceWhenAReplicaGoes() {
    continuation = continuation(2, OptionalLong.empty());
    startAndSend(1);

    assertThat(on(lost(0, TranscriptionFailure.of(Responses.refusal(Code.UNAVAILABLE, "DRAINED")))))
        .startsWith("tell 0", "dial 1");
  }

  @Test
  void attemptsWithoutProgressEnd() {
    startAndSend(1);
    var attempts = 0;
    on(lost(0, unavailable()));
    while (failure == null) {
      wake();
      on(response(++attempts, started()));
      on(lost(attempts, unavailable()));
    }

    assertThat(attempts).isEqualTo(20);
    assertThat(now - BEGIN_NANOS).isLessThan(TimeUnit.MINUTES.toNanos(2));
  }

  @Test
  void aDialThatNobodyAnswersIsGivenUp() {
    startAndSend(1);
    on(lost(0, unavailable()));
    wake();

    assertThat(wake()).containsExactly("cancel 1", "fail");
    assertThat(now - BEGIN_NANOS).isEqualTo(TimeUnit.MINUTES.toNanos(2));
  }

  @Test
  void aDialThatWaitsForASlotIsGivenUpOnlyAfterTheWaitThatItAskedFor() {
    var patient = Start.newBuilder().setMaxWait(Responses.millis(300_000)).build();
    continuation = continuation(1, OptionalLong.empty(), patient);
    startAndSend(1);
    on(lost(0, unavailable()));
    wake();
    assertThat(lastStart.getMaxWait()).isEqualTo(Responses.millis(300_000));
    now += TimeUnit.SECONDS.toNanos(1);

    assertThat(on(response(1, Responses.queued(3, 0)))).contains("deliver");
    assertThat(on(response(1, Responses.queued(2, 9_000)))).contains("deliver");
    now = BEGIN_NANOS + TimeUnit.MINUTES.toNanos(5);
    assertThat(on(new Event.Woken())).doesNotContain("fail");
    assertThat(wake()).containsExactly("cancel 1", "fail");
    assertThat(now - BEGIN_NANOS)
        .isBetween(TimeUnit.SECONDS.toNanos(311), TimeUnit.SECONDS.toNanos(312));
  }

  @Test
  void aDialThatWaitedGoesOnWhereItWasCutOff() {
    startAndSend(3);
    on(finalSegment(0, 150));
    on(lost(0, unavailable()));
    wake();
    on(response(1, Responses.queued(0, 1_000)));

    on(response(1, started()));

    assertThat(on(response(1, finalResponse(1, 200)))).contains("deliver");
    assertThat(failure).isNull();
  }

  @Test
  void callsThatLiveAWhileMayBreakForEver() {
    startAndSend(1);
    for (var dial = 0; dial < 100; dial++) {
      now += TimeUnit.SECONDS.toNanos(11);
      on(lost(dial, unavailable()));
      wake();
      on(response(dial + 1, started()));
    }

    assertThat(failure).isNull();
  }

  @Test
  void theDeadlineIsThatOfTheWhole() {
    continuation = continuation(1, OptionalLong.of(BEGIN_NANOS + TimeUnit.SECONDS.toNanos(9)));
    startAndSend(1);
    on(lost(0, TranscriptionFailure.of(Responses.refusal(Code.UNAVAILABLE, "UPSTREAM_LOST"))));
    wake();

    assertThat(wake()).containsExactly("cancel 1", "fail");
    assertThat(((TranscriptionFailure) failure).code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aServerThatGoesIsLeftWithTheNextFinal() {
    continuation = continuation(2, OptionalLong.empty());
    startAndSend(2);

    assertThat(on(goAway(10_000))).containsExactly("deliver");
    assertThat(on(finalSegment(0, 100))).startsWith("deliver", "cancel 0", "tell 100", "dial 1");
  }

  @Test
  void aServerThatGoesIsLeftAtOnceWhereNobodySpeaks() {
    continuation = continuation(2, OptionalLong.empty());
    startAndSend(10);
    on(progress(0, 1_000, 900));

    assertThat(on(goAway(10_000))).startsWith("deliver", "cancel 0", "tell 900", "dial 1");
    assertThat(lastStart.getResume().getToken()).isEqualTo("going");
  }

  @Test
  void aServerThatGoesIsLeftASecondBeforeThoughSomebodySpeaks() {
    continuation = continuation(2, OptionalLong.empty());
    startAndSend(2);
    on(response(0, Responses.partial(0, "o")));
    on(goAway(10_000));

    assertThat(wake()).startsWith("cancel 0", "tell 0", "dial 1");
    assertThat(now - BEGIN_NANOS).isEqualTo(TimeUnit.SECONDS.toNanos(9));
  }

  @Test
  void aServerThatGoesIsStayedWithWhereThereIsNoOther() {
    startAndSend(2);
    on(goAway(10_000));

    assertThat(on(finalSegment(0, 100))).containsExactly("deliver");
    assertThat(on(lost(0, unavailable()))).startsWith("tell 100");
  }

  @Test
  void aServerThatGoesMayFinishACallWhoseAudioHasEnded() {
    continuation = continuation(2, OptionalLong.empty());
    startAndSend(2);
    on(new Event.Stopped());
    on(goAway(10_000));

    assertThat(on(finalSegment(0, 100))).containsExactly("deliver");
    on(response(0, Responses.completed()));
    assertThat(continuation.wakeAtNanos()).isEmpty();
    assertThat(on(lost(0, unavailable()))).containsExactly("complete");
  }

  @Test
  void twoServersThatBothGoDoNotSendTheCallerToAndFroWithoutWaiting() {
    continuation = continuation(2, OptionalLong.empty());
    startAndSend(1);
    on(goAway(0));
    var moved = 0;
    while (failure == null && now - BEGIN_NANOS < TimeUnit.SECONDS.toNanos(30)) {
      moved++;
      on(response(moved, started()));
      on(
          response(
              moved,
              TranscribeResponse.newBuilder().setGoAway(GoAway.getDefaultInstance()).build()));
      wake();
    }

    assertThat(moved).isLessThanOrEqualTo(21);
  }

  @Test
  void withoutATokenOnlyWhatHasNothingFinalBeginsAgain() {
    on(new Event.Begun());
    on(new Event.Writable(0));
    on(audio());
    on(response(0, TranscribeResponse.newBuilder().setStarted(Started.newBuilder()).build()));

    assertThat(on(lost(0, unavailable()))).first().isEqualTo("tell 0");
    wake();
    assertThat(lastStart.hasResume()).isFalse();
    on(response(1, Responses.segment(Responses.finalSegment(0, "a", 0, 100).clearResumeToken())));
    assertThat(on(lost(1, unavailable()))).containsExactly("fail");
  }

  @Test
  void okWithoutCompletedIsNotTrusted() {
    startAndSend(1);

    assertThat(on(new Event.Ended(0, Optional.empty()))).containsExactly("fail");
  }

  /** Dials, begins a session, and sends so many messages. */
  private void startAndSend(int messages) {
    on(new Event.Begun());
    on(response(0, started()));
    for (var i = 0; i < messages; i++) {
      on(new Event.Writable(0));
      on(audio());
    }
  }

  private static Continuation continuation(int addresses, OptionalLong deadlineNanos) {
    return continuation(addresses, deadlineNanos, Start.getDefaultInstance());
  }

  private static Continuation continuation(int addresses, OptionalLong deadlineNanos, Start start) {
    return new Continuation(
        new Continuation.Plan(start, 1_000, 100, addresses, LIMITS, deadlineNanos),
        new Random(1),
        BEGIN_NANOS);
  }

  private List<String> on(Event event) {
    var names = new ArrayList<String>();
    for (var decision : continuation.on(event, now)) {
      names.add(name(decision));
    }
    return names;
  }

  /** Lets time pass to when it wants to be woken. */
  private List<String> wake() {
    now = Moments.later(now, continuation.wakeAtNanos().orElse(now));
    return on(new Event.Woken());
  }

  private String name(Decision decision) {
    return switch (decision) {
      case Decision.Dial(var dial, _, var start) -> {
        lastStart = start;
        yield "dial " + dial;
      }
      case Decision.Send(var dial, var request) ->
          (request.hasHeartbeat() ? "heartbeat " : "send ") + dial;
      case Decision.HalfClose(var dial) -> "half-close " + dial;
      case Decision.Cancel(var dial) -> "cancel " + dial;
      case Decision.Read() -> "read";
      case Decision.Deliver _ -> "deliver";
      case Decision.Skip(var dial) -> "skip " + dial;
      case Decision.Tell(_, var audioBytes, _) -> "tell " + audioBytes;
      case Decision.Complete _ -> "complete";
      case Decision.Fail(var why) -> {
        failure = why;
        yield "fail";
      }
    };
  }

  private Segment told(Event event) {
    return continuation.on(event, now).stream()
        .filter(Decision.Deliver.class::isInstance)
        .map(decision -> ((Decision.Deliver) decision).response().getSegment())
        .findFirst()
        .orElseThrow();
  }

  private static Event audio() {
    return new Event.AudioRead(ByteString.copyFrom(new byte[100]));
  }

  private static Event response(int dial, TranscribeResponse response) {
    return new Event.Response(dial, response);
  }

  private static Event lost(int dial, TranscriptionFailure failure) {
    return new Event.Ended(dial, Optional.of(failure));
  }

  private static TranscriptionFailure unavailable() {
    return TranscriptionFailure.of(Status.UNAVAILABLE.asRuntimeException());
  }

  private static TranscribeResponse started() {
    return TranscribeResponse.newBuilder()
        .setStarted(Started.newBuilder().setResumeToken("begin"))
        .build();
  }

  private static TranscribeResponse partial(long id, int revision) {
    return Responses.segment(Segment.newBuilder().setSegmentId(id).setRevision(revision));
  }

  private static Event finalSegment(long id, long endMillis) {
    return response(0, finalResponse(id, endMillis));
  }

  private static TranscribeResponse finalResponse(long id, long endMillis) {
    return Responses.segment(
        Responses.finalSegment(id, "text", 0, endMillis).setResumeToken("t" + id));
  }

  private static Event progress(int dial, long receivedMillis, long finalMillis) {
    return response(
        dial,
        TranscribeResponse.newBuilder()
            .setProgress(
                Progress.newBuilder()
                    .setReceivedOffset(Responses.millis(receivedMillis))
                    .setFinalOffset(Responses.millis(finalMillis)))
            .build());
  }

  private static Event goAway(long leftMillis) {
    return response(
        0,
        TranscribeResponse.newBuilder()
            .setGoAway(
                GoAway.newBuilder()
                    .setTimeLeft(Responses.millis(leftMillis))
                    .setResumeToken("going"))
            .build());
  }
}
