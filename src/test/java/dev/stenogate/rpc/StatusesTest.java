package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusesTest {
  @ParameterizedTest
  @CsvSource({
    "CALLER_CANCELLED,       CANCELLED,          CALLER_CANCELLED,       false",
    "CALLER_DEADLINE,        DEADLINE_EXCEEDED,  CALLER_DEADLINE,        false",
    "CALLER_IDLE,            DEADLINE_EXCEEDED,  SESSION_IDLE,           false",
    "CALLER_NOT_READING,     DEADLINE_EXCEEDED,  RESPONSES_UNREAD,       false",
    "POOL_FULL,              RESOURCE_EXHAUSTED, POOL_FULL,              true",
    "POOL_UNAVAILABLE,       UNAVAILABLE,        POOL_UNAVAILABLE,       true",
    "UPSTREAM_MISCONFIGURED, INTERNAL,           UPSTREAM_MISCONFIGURED, false",
    "UPSTREAM_LOST,          UNAVAILABLE,        UPSTREAM_LOST,          true",
    "DRAINED,                UNAVAILABLE,        DRAINED,                true",
    "INTERNAL,               INTERNAL,           INTERNAL,               false"
  })
  void anOutcomeIsACodeAReasonAndWhetherToComeBack(
      Outcome outcome, Status.Code code, String reason, boolean comeBack) {
    Ending ending = new Ending(outcome, "what was seen");

    assertThat(Statuses.of(ending).getStatus().getCode()).isEqualTo(code);
    assertThat(Statuses.of(ending).getStatus().getDescription()).isEqualTo("what was seen");
    assertThat(detail(ending, ErrorInfo.class))
        .contains(ErrorInfo.newBuilder().setDomain("stenogate.dev").setReason(reason).build());
    assertThat(detail(ending, RetryInfo.class).map(r -> Durations.toNanos(r.getRetryDelay()) > 0))
        .isEqualTo(comeBack ? Optional.of(true) : Optional.empty());
    assertThat(detail(ending, BadRequest.class)).isEmpty();
  }

  @Test
  void aTenantOverItsLimitLearnsWhoseItIsAndWhenToComeBack() {
    Ending ending =
        new Ending(
            Outcome.TENANT_LIMIT,
            "50 calls wait",
            new Ending.Limited("acme", Limit.WAITING, 50, "live", 7_000_000_000L));

    assertThat(Statuses.of(ending).getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(detail(ending, ErrorInfo.class))
        .contains(
            ErrorInfo.newBuilder()
                .setDomain("stenogate.dev")
                .setReason("TENANT_LIMIT")
                .putMetadata("pool", "live")
                .build());
    assertThat(detail(ending, QuotaFailure.class).orElseThrow().getViolationsList())
        .containsExactly(
            QuotaFailure.Violation.newBuilder()
                .setSubject("tenant:acme")
                .setQuotaId("calls-waiting")
                .setQuotaValue(50)
                .setDescription("50 calls wait")
                .build());
    assertThat(detail(ending, RetryInfo.class).map(r -> Durations.toSeconds(r.getRetryDelay())))
        .contains(7L);
  }

  @Test
  void aSessionThatWasAsLongAsItMayBeIsNotToldToComeBack() {
    Ending ending =
        new Ending(
            Outcome.TENANT_LIMIT,
            "seen",
            new Ending.Limited("acme", Limit.DURATION, 14_400, "", 0));

    assertThat(detail(ending, RetryInfo.class)).isEmpty();
    assertThat(detail(ending, QuotaFailure.class).orElseThrow().getViolations(0).getQuotaId())
        .isEqualTo("session-duration-max");
  }

  @ParameterizedTest
  @CsvSource({"POOL_FULL, 12, 12", "POOL_FULL, 0, 5", "POOL_UNAVAILABLE, 0, 5"})
  void aCallWithoutASlotLearnsWhenToComeBackAndWhere(Outcome outcome, long known, long told) {
    Ending ending =
        new Ending(outcome, "seen", new Ending.Shortage("live", known * 1_000_000_000L));

    assertThat(detail(ending, RetryInfo.class).map(r -> Durations.toSeconds(r.getRetryDelay())))
        .contains(told);
    assertThat(detail(ending, ErrorInfo.class).orElseThrow().getMetadataMap())
        .containsEntry("pool", "live");
    assertThat(detail(ending, QuotaFailure.class)).isEmpty();
  }

  @Test
  void anInvalidRequestNamesTheFieldWhatWasSeenAndWhatWasExpected() {
    Ending ending = Ending.invalid("OUT_OF_RANGE", "start.x", "7 (expected: 8..9)");

    Status status = Statuses.of(ending).getStatus();

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo("start.x: 7 (expected: 8..9)");
    assertThat(detail(ending, ErrorInfo.class).map(ErrorInfo::getReason)).contains("OUT_OF_RANGE");
    assertThat(detail(ending, BadRequest.class).orElseThrow().getFieldViolationsList())
        .containsExactly(
            BadRequest.FieldViolation.newBuilder()
                .setField("start.x")
                .setDescription("7 (expected: 8..9)")
                .setReason("OUT_OF_RANGE")
                .build());
    assertThat(detail(ending, RetryInfo.class)).isEmpty();
  }

  @Test
  void aTokenThatCannotBeUsedIsAFailedPrecondition() {
    Ending ending = Ending.resumeRefused("RESUME_TOKEN_EXPIRED", "expired");

    assertThat(Statuses.of(ending).getStatus().getCode())
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(detail(ending, ErrorInfo.class).map(ErrorInfo::getReason))
        .contains("RESUME_TOKEN_EXPIRED");
  }

  @Test
  void aSessionThatCompletedHasNoErrorStatus() {
    assertThatThrownBy(() -> Statuses.of(new Ending(Outcome.COMPLETED, "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COMPLETED")
  void errorInfoIsTheFirstDetailOfEveryStatus(Outcome outcome) {
    Ending ending =
        switch (outcome) {
          case INVALID_REQUEST -> Ending.invalid("REASON", "field", "seen");
          case RESUME_REFUSED -> Ending.resumeRefused("REASON", "seen");
          case TENANT_LIMIT ->
              new Ending(outcome, "seen", new Ending.Limited("acme", Limit.SESSIONS, 1, "", 0));
          default -> new Ending(outcome, "seen");
        };

    Any first = StatusProto.fromThrowable(Statuses.of(ending)).getDetails(0);

    assertThat(first.is(ErrorInfo.class)).isTrue();
  }

  private static <T extends Message> Optional<T> detail(Ending ending, Class<T> type) {
    return StatusProto.fromThrowable(Statuses.of(ending)).getDetailsList().stream()
        .filter(any -> any.is(type))
        .findFirst()
        .map(any -> unpack(any, type));
  }

  private static <T extends Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
