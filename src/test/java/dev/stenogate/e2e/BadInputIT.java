package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest.FieldViolation;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a caller can do wrong, against one gateway, while one session speaks in real time
 * on the very connection that most of the mistakes are made on. Each mistake gets an answer that
 * says what it was; the good session notices nothing; nothing is left behind.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputIT {
  /** A word that stands nowhere else: it may appear in transcripts, and never in the log. */
  private static final String WORD = "quincunx";

  private static final int TEN_MEGABYTES = 10_000_000;
  private static final int CALLS_AT_ONCE = 8;

  /** Less than {@link #CALLS_AT_ONCE} of such messages, so that holding them cannot pass. */
  private static final List<String> LITTLE_MEMORY =
      List.of("-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-XX:+ExitOnOutOfMemoryError");

  /** The connections that say nothing have their time meanwhile. */
  private static final int LATE = Integer.MAX_VALUE - 1;

  private static final int LAST = Integer.MAX_VALUE;

  /** Refusals of Transcribe calls that callers saw. */
  private static final AtomicInteger invalid = new AtomicInteger();

  private static LocalStack stack;
  private static GatewayProcess gateway;
  private static Caller caller;
  private static GoodSession good;
  private static RawConnection silent;
  private static RawConnection halfPreface;

  @BeforeAll
  static void startAll() {
    stack =
        LocalStack.start(
            LocalStack.Options.of(
                2, new ScriptedRecogniser(n -> WORD + n), EngineProfile.instant()));
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.session.start-timeout", "2s");
    gateway = GatewayProcess.start(LITTLE_MEMORY, config);
    silent = RawConnection.to(gateway);
    halfPreface = RawConnection.to(gateway).send(Garbage.halfPreface());
    caller = Caller.of(gateway);
    good = GoodSession.begin(caller);
  }

  @AfterAll
  static void stopAll() {
    caller.close();
    silent.close();
    halfPreface.close();
    gateway.close();
    stack.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.stenogate.e2e.Mistake#all")
  void namesTheFieldWithWhatWasSeenAndWhatIsExpected(Mistake mistake) {
    HandCall call = caller.transcribe();
    mistake.requests().forEach(call::send);
    Answer answer = call.answer();

    assertInvalid(answer, mistake.reason(), mistake.field());
    assertThat(answer.violations().orElseThrow().getFieldViolations(0).getDescription())
        .contains(mistake.seen())
        .contains(mistake.expected());
  }

  @Test
  void aCallThatEndsBeforeItsStartIsToldSo() {
    assertInvalid(caller.transcribe().halfClose().answer(), "START_EXPECTED", "start");
  }

  @Test
  void aMistakeInTheMiddleOfASessionEndsItWithAnAnswer() {
    HandCall call = caller.transcribe().start(Requests.start().build()).awaitStarted();
    call.audio(new ScriptedSpeech().words(0, 3, 200).pcm()).audio(new byte[3]);

    assertInvalid(call.answer(), "AUDIO_MISALIGNED", "audio");
  }

  @Test
  void messagesOfTenMegabytesAreAnsweredAndNotHeld() {
    byte[] audio = new byte[TEN_MEGABYTES];
    List<HandCall> calls = Stream.generate(caller::transcribe).limit(CALLS_AT_ONCE).toList();
    calls.forEach(call -> call.start(Requests.start().build()).audio(audio));

    for (HandCall call : calls) {
      assertInvalid(call.answer(), "MESSAGE_TOO_LARGE", "audio");
    }
    assertThat(good.isOver()).isFalse();
  }

  @Test
  void aMessageOfTenMegabytesIsAnsweredInTheMiddleOfASession() {
    HandCall call = caller.transcribe().start(Requests.start().build()).awaitStarted();
    call.audio(new byte[TEN_MEGABYTES]);

    assertInvalid(call.answer(), "MESSAGE_TOO_LARGE", "audio");
  }

  @Test
  void aMessageOfTenMegabytesIsAnsweredBeforeTheStart() {
    HandCall call = caller.transcribe().audio(new byte[TEN_MEGABYTES]);

    assertInvalid(call.answer(), "MESSAGE_TOO_LARGE", "audio");
  }

  @Test
  void bytesThatAreNoMessageAreToldSo() {
    HandCall call = caller.transcribe().sendBytes(new byte[] {0x0A, 0x7F, 0x01});

    assertInvalid(call.answer(), "MESSAGE_MALFORMED", "request");
  }

  @Test
  void aMessageOfTenMegabytesToAMethodWithOneRequestIsAnswered() {
    for (String method :
        List.of("stenogate.v1.Transcription/GetCapabilities", "grpc.health.v1.Health/Check")) {
      HandCall call = caller.call(method, CallOptions.DEFAULT, new Metadata());
      Answer answer = call.sendBytes(new byte[TEN_MEGABYTES]).halfClose().answer();

      assertThat(answer.code()).as(method).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(answer.reason()).isEqualTo("MESSAGE_TOO_LARGE");
    }
  }

  @Test
  void aCompressedRequestIsRefusedByName() {
    HandCall call =
        caller.call(Caller.TRANSCRIBE, CallOptions.DEFAULT.withCompression("gzip"), new Metadata());
    Answer answer = call.start(Requests.start().build()).answer();

    assertThat(answer.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(answer.message()).contains("gzip");
  }

  @Test
  void anUnknownMethodIsRefusedByName() {
    HandCall call =
        caller.call("stenogate.v1.Transcription/Dictate", CallOptions.DEFAULT, new Metadata());
    Answer answer = call.answer();

    assertThat(answer.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(answer.message()).contains("stenogate.v1.Transcription/Dictate");
  }

  @Test
  void aCallWithoutAStartEndsInItsTime() {
    Answer answer = caller.transcribe().answer();

    assertThat(answer.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(answer.reason()).isEqualTo("SESSION_IDLE");
    assertThat(answer.domain()).isEqualTo("stenogate.dev");
    assertThat(answer.message()).contains("2 s").contains("expected: start first");
  }

  @Test
  void aCallerMayCancelAtAnyPoint() {
    byte[] speech = new ScriptedSpeech().words(0, 4, 200).pcm();
    List<HandCall> calls =
        List.of(
            caller.transcribe(),
            caller.transcribe().start(Requests.start().build()),
            caller.transcribe().start(Requests.start().build()).audio(speech),
            caller.transcribe().start(Requests.start().build()).awaitStarted(),
            caller.transcribe().start(Requests.start().build()).awaitStarted().audio(speech),
            caller.transcribe().start(Requests.start().build()).audio(speech).halfClose());
    calls.forEach(HandCall::cancel);

    assertThat(calls).allMatch(call -> call.answer().code() == Status.Code.CANCELLED);
  }

  @Test
  void aCallersDeadlineEndsItsCall() {
    int before = Metrics.of(gateway).ended("caller_deadline");
    HandCall call =
        caller.call(
            Caller.TRANSCRIBE,
            CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS),
            new Metadata());
    call.start(Requests.start().build()).awaitStarted();

    assertThat(call.answer().code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    Eventually.holds(
        "the gateway counts it as the caller's deadline",
        () -> Metrics.of(gateway).ended("caller_deadline") == before + 1);
  }

  @Test
  void aMegabyteOfHeadersIsRefused() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-long", Metadata.ASCII_STRING_MARSHALLER), "h".repeat(1_000_000));
    try (Caller other = Caller.of(gateway)) {
      Answer answer = other.call(Caller.TRANSCRIBE, CallOptions.DEFAULT, headers).answer();
      assertThat(answer.code()).isNotEqualTo(Status.Code.OK);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.stenogate.e2e.Garbage#all")
  void aConnectionThatSpeaksSomethingElseIsClosed(Garbage garbage) {
    try (RawConnection connection = RawConnection.to(gateway)) {
      connection.send(garbage.bytes().toByteArray()).awaitClosed();
    }
  }

  @Test
  @Order(LATE)
  void aConnectionThatStopsInItsPrefaceIsClosed() {
    silent.awaitClosed();
    halfPreface.awaitClosed();
  }

  @Test
  @Order(LAST)
  void theGoodSessionHeardNothingOfItAndNothingIsLeft() {
    GoodSession.Heard heard = good.finish();

    assertThat(heard.answer().code()).isEqualTo(Status.Code.OK);
    assertThat(heard.finals()).isEqualTo(good.said(WORD));
    assertThat(heard.revisions()).isZero();
    Eventually.holds(
        "no session and no slot is held",
        () ->
            Metrics.of(gateway).values("stenogate_sessions_active").equals(List.of(0.0))
                && Metrics.of(gateway)
                    .values("stenogate_endpoint_slots_held")
                    .equals(List.of(0.0, 0.0)));
    assertThat(Metrics.of(gateway).ended("invalid_request")).isEqualTo(invalid.get());
    assertThat(gateway.log()).doesNotContain("\tat ").doesNotContain(WORD);
  }

  private static void assertInvalid(Answer answer, String reason, String field) {
    assertThat(answer.code()).as(answer.message()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    invalid.incrementAndGet();
    assertThat(answer.reason()).isEqualTo(reason);
    assertThat(answer.domain()).isEqualTo("stenogate.dev");
    assertThat(answer.violations().orElseThrow().getFieldViolationsList())
        .extracting(FieldViolation::getField)
        .containsExactly(field);
    assertThat(answer.message()).startsWith(field + ": ");
  }
}
